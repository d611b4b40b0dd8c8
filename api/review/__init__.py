"""Advisers look through the conversations of their councils, and put right what was misunderstood."""
