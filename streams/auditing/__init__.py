"""The audit log: who decided what, under which policy, and when there were emergencies."""
