"""Parts of the launcher ``cs``; standard library only, except what runs inside the environment."""
