"""Between an ASGI server and Django's WSGI application: what is slow outside holds no thread inside.

A body is read to its end before a thread begins with it, an answer is whole before it is sent, and a call that wants to
wait for a review (``Prefer: wait``) is parked here: its view has answered already, and is asked again when the review
is over. Threads, each with its connection to the database, are few and only ever work.
"""
