"""Public instances of shift scheduling (Curtois and Qu): read, solved, checked, measured."""
