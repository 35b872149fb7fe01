"""Whether a change may go: policies and waivers of a team. What decides by them is ``lvsportal.engine.policy``."""
