package io.rocketjob.dirmon;

import java.time.Instant;
import java.util.List;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * An entry as it is stored. An immutable snapshot.
 *
 * @param id its id
 * @param entry what it looks for
 * @param state its state
 * @param changedAt when its state or what it looks for was changed
 * @param exception what the failed scan threw, its class and message; {@code null} unless
 * it has failed
 * @param version a number that each change of what it looks for makes greater
 * @param changes a number that each change of what it looks for or of its state makes
 * greater
 * @param nextScanAt when it is to be scanned next, {@code null} for as soon as it is
 * enabled and somebody looks which entries are due
 * @param lastScan what the last scan has found, {@code null} before the first
 * @since 0.1.0
 */
public record StoredEntry(ObjectId id, DirectoryEntry entry, DirectoryEntryState state, Instant changedAt,
		@Nullable String exception, long version, long changes, @Nullable Instant nextScanAt,
		@Nullable LastScan lastScan) {

	/**
	 * The name of the entry.
	 * @return the name
	 */
	public String name() {
		return this.entry.name();
	}

	/**
	 * What a scan has found.
	 *
	 * @param at when it was
	 * @param server the name of the server that has made it
	 * @param ready how many files it was to take
	 * @param waiting how many were not complete yet
	 * @param held how many were held back
	 * @param problems what is to be looked at: files that are held, or cannot be looked
	 * at, at most 20 of them
	 * @since 0.1.0
	 */
	public record LastScan(Instant at, String server, int ready, int waiting, int held, List<String> problems) {
	}

}
