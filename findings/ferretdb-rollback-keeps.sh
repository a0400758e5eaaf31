#!/usr/bin/env bash
# FerretDB 2.7.0 has no transactions, and a rollback keeps what was written, without an error.
# Its hello offers sessions (logicalSessionTimeoutMinutes), so a driver begins a transaction. The server ignores the
# fields of the transaction and stores the insert at once; the abort is refused, and drivers ignore errors of an
# abort. Only a commit fails, with error 59, and what was written stays too.
#
# Seen 2026-11-29:
#   FerretDB v2.7.0
#   abort: no error
#   documents after the abort: 1
#   commit: error 59, no such command: 'commitTransaction'
#   documents after the commit that failed: 2
#
# Takes a connection string, or installs the server; fails when what was seen changes.
exec "$(dirname "$0")/on-ferretdb" "$@" <<'END'
from pymongo.errors import OperationFailure

database.create_collection("things")
with client.start_session() as session:
    session.start_transaction()
    database.things.insert_one({"_id": 1}, session=session)
    session.abort_transaction()
    print("abort: no error")
kept = database.things.count_documents({})
print("documents after the abort:", kept)
assert kept == 1
with client.start_session() as session:
    session.start_transaction()
    database.things.insert_one({"_id": 2}, session=session)
    try:
        session.commit_transaction()
        raise AssertionError("the commit succeeds")
    except OperationFailure as error:
        print(f"commit: error {error.code}, {error.details['errmsg']}")
        assert error.code == 59
kept = database.things.count_documents({})
print("documents after the commit that failed:", kept)
assert kept == 2
END
