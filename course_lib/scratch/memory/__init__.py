"""Networks that remember: chapters lstm to rnn-zoo."""
