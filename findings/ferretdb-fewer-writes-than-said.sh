#!/usr/bin/env bash
# FerretDB 2.7.0 says in its hello that a command may hold 100,000 writes, and refuses one of 25,001.
# Drivers split bulk writes by what hello says, so an insertMany of 25,001 small documents, which one command of
# MongoDB takes, fails and stores nothing.
#
# Seen 2026-11-29:
#   FerretDB v2.7.0
#   hello: 100000 writes a command
#   25000 documents: inserted
#   25001 documents: error 16, Write batch size must fall within the range of 1 to 25000, but 25001 operations were provided.
#   stored: 25000
#
# Takes a connection string, or installs the server; fails when what was seen changes.
exec "$(dirname "$0")/on-ferretdb" "$@" <<'END'
from pymongo.errors import OperationFailure

said = client.admin.command("hello")["maxWriteBatchSize"]
print("hello:", said, "writes a command")
assert said == 100000


def insert(collection, count):
    try:
        database[collection].insert_many([{"n": n} for n in range(count)])
        print(count, "documents: inserted")
        return None
    except OperationFailure as error:
        print(f"{count} documents: error {error.code}, {error.details['errmsg']}")
        return error.code


assert insert("things", 25000) is None
assert insert("things", 25001) == 16
stored = database.things.count_documents({})
print("stored:", stored)
assert stored == 25000
END
