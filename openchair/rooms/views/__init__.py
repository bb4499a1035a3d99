"""Pages of meetings: the door, the room and the calm end; and a sealed note that was opened in danger."""
