"""The program behind the demo city: streets, people, communities, facilities, all invented but calibrated."""
