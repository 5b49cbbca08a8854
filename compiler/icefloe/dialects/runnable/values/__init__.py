"""What runnable's storage and casts make of values between two tasks."""
