"""Programs that stand beside ours in measurements; each is what somebody would write in an afternoon."""
