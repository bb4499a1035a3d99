"""From looking for a group to belonging to one: intake, reasons, visits, referrals, the waiting list and its offers."""
