package io.rocketjob.dirmon;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.CollectionUtils;

/**
 * What the scans of an entry have seen: since when each file has been as it is. A file
 * that is no longer as it was is another. Takes 24 bytes a file. Not thread-safe.
 */
final class Arrivals {

	/** How many files an entry may have waiting: they must fit into a document. */
	static final int MOST = 500_000;

	private static final int BYTES = 3 * Long.BYTES;

	private final Map<Sight, Long> before;

	private final @Nullable Instant scannedBefore;

	private final Map<Sight, Long> seen;

	private final Instant now;

	private final MessageDigest digest = ArrivalRule.sha256();

	private Arrivals(Map<Sight, Long> before, @Nullable Instant scannedBefore, Instant now) {
		this.before = before;
		this.scannedBefore = scannedBefore;
		// most often most files are the same ones
		this.seen = CollectionUtils.newHashMap(before.size());
		this.now = now;
	}

	/**
	 * Begins a scan.
	 * @param stored what the scan before has {@link #stored}, {@code null} for the first
	 * @param now the time
	 * @return what it knows
	 */
	static Arrivals of(byte @Nullable [] stored, Instant now) {
		if (stored == null) {
			return new Arrivals(Map.of(), null, now);
		}
		ByteBuffer buffer = ByteBuffer.wrap(stored);
		Instant scanned = Instant.ofEpochMilli(buffer.getLong());
		Map<Sight, Long> before = CollectionUtils.newHashMap(buffer.remaining() / BYTES);
		while (buffer.hasRemaining()) {
			before.put(new Sight(buffer.getLong(), buffer.getLong()), buffer.getLong());
		}
		return new Arrivals(before, scanned, now);
	}

	/**
	 * Notes a file.
	 * @param file the file
	 * @param facts what there is
	 * @return since when it has been seen like that, {@code null} for the first time
	 */
	@Nullable Instant see(Path file, FileFacts facts) {
		Sight sight = sight(file, facts);
		Long since = this.before.get(sight);
		if (since != null && since > this.now.toEpochMilli()) {
			// the clock was set back
			since = this.now.toEpochMilli();
		}
		if (this.seen.size() >= MOST) {
			throw new IllegalStateException("There are more than " + MOST
					+ " files that match the pattern; right would be several entries, or to clear the directory");
		}
		this.seen.put(sight, (since != null) ? since : this.now.toEpochMilli());
		return (since != null) ? Instant.ofEpochMilli(since) : null;
	}

	/**
	 * Whether a moment has come since the scan before, so that it is told of once.
	 * @param moment the moment
	 * @return whether it has come
	 */
	boolean isNew(Instant moment) {
		return !moment.isAfter(this.now) && (this.scannedBefore == null || moment.isAfter(this.scannedBefore));
	}

	private Sight sight(Path file, FileFacts facts) {
		this.digest.update(NameText.bytes(file));
		this.digest.update((byte) 0);
		this.digest.update(facts.fingerprint());
		ByteBuffer hash = ByteBuffer.wrap(this.digest.digest());
		return new Sight(hash.getLong(), hash.getLong());
	}

	/**
	 * What the next scan must know.
	 * @return bytes
	 */
	byte[] stored() {
		ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES + BYTES * this.seen.size()).putLong(this.now.toEpochMilli());
		this.seen.forEach((sight, since) -> buffer.putLong(sight.first()).putLong(sight.second()).putLong(since));
		return buffer.array();
	}

	/**
	 * A file as it was seen: the beginning of a hash of its path and all that must not
	 * change.
	 */
	private record Sight(long first, long second) {
	}

}
