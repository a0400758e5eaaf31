package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

import io.rocketjob.dirmon.ArrivingFile.State;
import io.rocketjob.dirmon.StoredEntry.LastScan;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One scan of one entry: finishes what was begun, looks at the files, and takes those
 * that are complete. Used once, by one thread.
 */
final class EntryScan implements FileWalk.Visitor {

	private static final Logger logger = LoggerFactory.getLogger(EntryScan.class);

	/** How many problems are stored with the entry. */
	private static final int MOST_PROBLEMS = 20;

	private final StoredEntry stored;

	private final ArrivalRule rule;

	private final @Nullable Arrivals arrivals;

	private final Instant now;

	private final boolean takes;

	private final ArchiveDirectory archive;

	private final List<ArrivingFile> found = new ArrayList<>();

	private final List<FileFacts> facts = new ArrayList<>();

	private final List<String> problems = new ArrayList<>();

	private boolean ended;

	private EntryScan(StoredEntry stored, @Nullable Arrivals arrivals, Instant now, boolean takes) {
		DirectoryEntry entry = stored.entry();
		this.stored = stored;
		this.arrivals = arrivals;
		this.now = now;
		this.takes = takes;
		this.archive = new ArchiveDirectory(entry.archive());
		List<NamePattern> leftOut = new ArrayList<>(entry.leftOut().stream().map(NamePattern::parse).toList());
		if (!this.archive.isAbsolute()) {
			leftOut.add(NamePattern.literal(this.archive.fixed().toString()));
		}
		this.rule = new ArrivalRule(entry.quietPeriod(), entry.emptyFiles(), leftOut, entry.announcement(), takes);
	}

	/**
	 * Looks at the files of an entry once, and takes and reads none.
	 * @param stored the entry
	 * @param seen what the scan before has stored, {@code null} when it does not count
	 * @param now the time
	 * @param bound says when to stop
	 * @return the files
	 * @throws IOException when a directory cannot be read
	 */
	static DirectoryLook look(StoredEntry stored, byte @Nullable [] seen, Instant now, LookBound bound)
			throws IOException {
		EntryScan scan = new EntryScan(stored, (seen != null) ? Arrivals.of(seen, now) : null, now, false);
		scan.walk(bound);
		return new DirectoryLook(scan.found, bound.names(), bound.stoppedAt());
	}

	/**
	 * Scans an entry.
	 * @param stored the entry
	 * @param entries where entries are
	 * @param taker takes files
	 * @param server the name of this server
	 * @param goesOn whether to take the next file: this one may, and the entry is enabled
	 * and as it was
	 * @throws IOException when a directory cannot be read
	 */
	static void scan(StoredEntry stored, EntryStore entries, FileTaker taker, String server, BooleanSupplier goesOn)
			throws IOException {
		Instant now = entries.now();
		EntryScan scan = new EntryScan(stored, Arrivals.of(entries.seen(stored), now), now, true);
		for (FileNote note : taker.notes().of(stored.id())) {
			if (goesOn.getAsBoolean()) {
				scan.add(taker.finish(stored, note));
			}
		}
		scan.walk(LookBound.none());
		entries.seen(stored, scan.stored());
		for (int i = 0; i < scan.found.size() && !scan.ended; i++) {
			ArrivingFile file = scan.found.get(i);
			if (file.state() == State.READY) {
				scan.add(taker.take(stored, file.path(), scan.facts.get(i), now, () -> scan.isToGoOn(goesOn)));
			}
		}
		entries.scanned(stored, new LastScan(now, server, scan.count(State.READY), scan.count(State.WAITING),
				scan.count(State.HELD), scan.problems));
	}

	private boolean isToGoOn(BooleanSupplier goesOn) {
		this.ended = !goesOn.getAsBoolean();
		return !this.ended;
	}

	private void walk(LookBound bound) throws IOException {
		FileWalk.walk(FilePattern.parse(this.stored.entry().pattern()), EntryCheck.root(), this.rule::isLeftOut, bound,
				this);
	}

	private byte[] stored() {
		return (this.arrivals != null) ? this.arrivals.stored() : new byte[0];
	}

	private int count(State state) {
		return (int) this.found.stream().filter((file) -> file.state() == state).count();
	}

	private void add(@Nullable String problem) {
		if (problem != null && this.problems.size() < MOST_PROBLEMS) {
			this.problems.add(problem);
		}
	}

	@Override
	public void file(Path file, FileFacts facts) {
		if (this.archive.isAbsolute() && file.startsWith(this.archive.fixed())) {
			return;
		}
		Instant since = (this.arrivals != null) ? this.arrivals.see(file, facts) : null;
		ArrivingFile arriving = this.rule.judge(file, facts, since, this.now);
		this.found.add(arriving);
		this.facts.add(facts);
		if (arriving.state() == State.HELD) {
			String problem = file + " is held: " + arriving.reason();
			add(problem);
			if (this.takes && this.arrivals != null && since != null
					&& this.arrivals.isNew(since.plus(this.rule.quietPeriod()))) {
				logger.warn("The entry '{}' does not take {}", this.stored.name(), problem);
			}
		}
	}

	@Override
	public void problem(Path path, IOException problem) {
		add(path + " cannot be looked at: " + problem);
	}

}
