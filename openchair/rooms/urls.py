"""Addresses of meetings."""

from django.urls import path

from openchair.rooms.views import agenda, hall, lateness, meeting, notes, opened, topics, voice

app_name = "rooms"

urlpatterns = [
    path("phrases.js", meeting.phrases, name="phrases"),
    path("<uuid:meeting_id>/door/", meeting.door, name="door"),
    path("<uuid:meeting_id>/room/", meeting.room, name="room"),
    path("<uuid:meeting_id>/board/", hall.board, name="board"),
    path("<uuid:meeting_id>/board/code/", hall.code, name="hall_code"),
    path("<uuid:meeting_id>/closed/", meeting.closed, name="closed"),
    path("<uuid:meeting_id>/notes/", notes.notes, name="notes"),
    path("<uuid:meeting_id>/where/<uuid:seat_id>/", opened.open_where, name="open_where"),
    path("agenda/<uuid:group_id>/", agenda.adapt, name="agenda"),
    path("agenda/<uuid:group_id>/template/", agenda.choose, name="agenda_template"),
    path("agenda/<uuid:group_id>/late/", lateness.late, name="late"),
    path("agenda/<uuid:group_id>/topics/", topics.mine, name="topics"),
    path("agenda/topics/<uuid:topic_id>/taken-back/", topics.take_back, name="take_back_topic"),
    path("agenda/topics/<uuid:topic_id>/chosen/", topics.choose, name="choose_topic"),
    path("<uuid:meeting_id>/voice/", voice.check, name="voice_check"),
    path("<uuid:meeting_id>/voice/relay/", voice.relay, name="voice_relay"),
    path("<uuid:meeting_id>/voice/server/", voice.server, name="voice_server"),
    path("voice/<uuid:group_id>/", voice.choose, name="voice_choice"),
    path("opened/<uuid:opening_id>/", opened.opened, name="opened"),
    path("opened/<uuid:opening_id>/review/", opened.review, name="review"),
    path("opened/<uuid:opening_id>/mine/", opened.mine, name="opened_of_mine"),
]
