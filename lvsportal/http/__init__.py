"""What every request meets, whichever app answers it: who calls, what links say, errors, logs."""
