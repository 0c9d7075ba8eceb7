"""The live preview behind `anthology serve`: watch what people write, build it again, show it in a browser.

watching  -- which files changed -->  building  -- what came of it -->  board  -- told to -->  server
"""
