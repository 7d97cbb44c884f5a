"""`python -m botapp.cli`: what bin/botapp runs."""

from botapp.cli import main

if __name__ == "__main__":
    main(prog_name="bin/botapp")
