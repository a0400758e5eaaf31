#!/usr/bin/env bash
# deleteOne and findOneAndDelete of FerretDB 2.7.0 (DocumentDB on PostgreSQL 18) delete nothing, without an error, when another
# client updates the document at the same moment, though it matches before and after. deleteMany by the same _id deletes it.
# MongoDB tries a deletion again that meets another write.
#
# Seen 2026-11-30, 100 documents each, one thread that updates the document until it is gone:
#   FerretDB v2.7.0
#   deleteOne           deleted nothing 58 times, though the document was there
#   findOneAndDelete    deleted nothing 64 times, though the document was there
#   deleteMany          deleted nothing 0 times, though the document was there
#
# Takes a connection string, or installs the server; fails when what was seen changes (how often differs from run to run).
exec "$(dirname "$0")/on-ferretdb" "$@" <<'END'
import threading

things = database.things


def misses(name, delete):
    count = 0
    for number in range(100):
        wanted = {"_id": number}
        things.insert_one({"_id": number, "writes": 0})
        going = threading.Event()

        def write():
            writes = 0
            while things.update_one(wanted, {"$inc": {"writes": 1}}).matched_count == 1:
                writes += 1
                if writes == 2:
                    going.set()

        writer = threading.Thread(target=write)
        writer.start()
        going.wait()
        if not delete(wanted):
            count += 1
            while not things.delete_many(wanted).deleted_count:
                pass
        writer.join()
    print(f"{name:19} deleted nothing {count} times, though the document was there")
    return count


assert misses("deleteOne", lambda wanted: things.delete_one(wanted).deleted_count) > 0
assert misses("findOneAndDelete", lambda wanted: things.find_one_and_delete(wanted)) > 0
assert misses("deleteMany", lambda wanted: things.delete_many(wanted).deleted_count) == 0
END
