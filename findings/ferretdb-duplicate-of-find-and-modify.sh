#!/usr/bin/env bash
# FerretDB 2.7.0 answers a violated unique index with error 11000 to an update, and with error 1 to the same change by a
# find-and-modify. Drivers and frameworks know a duplicate key by its code, so that one is taken for a failure of the server.
#
# Seen 2026-11-29 (the number of the index differs):
#   FerretDB v2.7.0
#   update: DuplicateKeyError 11000, Duplicate key violation on the requested collection: Index 'k_1'
#   find-and-modify: OperationFailure 1, conflicting key value violates exclusion constraint "documents_rum_index_15160"
#
# Takes a connection string, or installs the server; fails when what was seen changes.
exec "$(dirname "$0")/on-ferretdb" "$@" <<'END'
from pymongo.errors import DuplicateKeyError, OperationFailure

database.things.create_index("k", unique=True)
database.things.insert_many([{"_id": 1, "k": 1}, {"_id": 2, "k": 2}])


def change(name, write):
    try:
        write({"_id": 2}, {"$set": {"k": 1}})
        raise AssertionError(name + " succeeds")
    except OperationFailure as error:
        details = error.details["errmsg"]
        print(f"{name}: {type(error).__name__} {error.code}, {details}")
        return error


assert isinstance(change("update", database.things.update_one), DuplicateKeyError)
error = change("find-and-modify", database.things.find_one_and_update)
assert not isinstance(error, DuplicateKeyError) and error.code == 1
assert "exclusion constraint" in error.details["errmsg"]
END
