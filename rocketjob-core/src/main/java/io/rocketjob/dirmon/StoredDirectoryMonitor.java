package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

import io.rocketjob.dirmon.FileNote.Step;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DuplicateKeyException;

/**
 * The monitor on the database.
 *
 * @param entries where entries are
 * @param notes what is noted of files
 * @param checks says what is wrong with entries
 * @param declarations the entries that this process declares
 */
record StoredDirectoryMonitor(EntryStore entries, FileNotes notes, EntryCheck checks,
		DeclaredEntries declarations) implements DirectoryMonitor {

	@Override
	public StoredEntry create(DirectoryEntry entry) {
		this.checks.check(entry);
		return unique(entry, () -> this.entries.insert(entry, DirectoryEntryState.PENDING));
	}

	@Override
	public StoredEntry declare(DirectoryEntry entry) {
		this.checks.check(entry);
		while (true) {
			StoredEntry present = this.entries.find(entry.name());
			if (present == null) {
				try {
					return this.entries.insert(entry, DirectoryEntryState.ENABLED);
				}
				catch (DuplicateKeyException ex) {
					if (this.entries.find(entry.name()) == null) {
						throw duplicate(entry, ex);
					}
				}
			}
			else if (present.entry().equals(entry)) {
				return present;
			}
			else {
				StoredEntry changed = unique(entry, () -> this.entries.replace(present, entry));
				if (changed != null) {
					return changed;
				}
			}
		}
	}

	@Override
	public Optional<DirectoryEntry> declared(String name) {
		return Optional.ofNullable(this.declarations.find(name));
	}

	private <T extends @Nullable Object> T unique(DirectoryEntry entry, Supplier<T> write) {
		try {
			return write.get();
		}
		catch (DuplicateKeyException ex) {
			throw duplicate(entry, ex);
		}
	}

	private DirectoryMonitorException duplicate(DirectoryEntry entry, DuplicateKeyException cause) {
		String other = list().stream()
			.filter((each) -> each.entry().pattern().equals(entry.pattern())
					&& Objects.equals(each.entry().servers(), entry.servers()) && !each.name().equals(entry.name()))
			.map(StoredEntry::name)
			.findFirst()
			.orElse(null);
		DirectoryMonitorException duplicate = new DirectoryMonitorException(entry.name(),
				List.of((other != null) ? "pattern: the entry '" + other + "' has the pattern " + entry.pattern()
						+ " already, and each file becomes one job; right would be another pattern, or other servers"
						: "name: there is an entry '" + entry.name()
								+ "' already; right would be another name, or to update it"));
		duplicate.initCause(cause);
		return duplicate;
	}

	@Override
	public List<StoredEntry> list() {
		return this.entries.all();
	}

	@Override
	public Optional<StoredEntry> find(String name) {
		return Optional.ofNullable(this.entries.find(name));
	}

	@Override
	public StoredEntry get(String name) {
		return find(name).orElseThrow(() -> new DirectoryMonitorException(
				"There is no entry '" + name + "'; there are " + list().stream().map(StoredEntry::name).toList(),
				(Throwable) null));
	}

	@Override
	public StoredEntry update(StoredEntry seen, DirectoryEntry entry) {
		if (!entry.name().equals(seen.name())) {
			throw new DirectoryMonitorException("The entry '" + seen.name() + "' cannot be renamed to '" + entry.name()
					+ "'; right would be to copy it, and to delete this one", (Throwable) null);
		}
		this.checks.check(entry);
		StoredEntry changed = unique(entry, () -> this.entries.replace(seen, entry));
		if (changed == null) {
			StoredEntry now = get(seen.name());
			throw new DirectoryMonitorException("The entry '" + seen.name() + "' was changed at " + now.changedAt()
					+ ", after it was read; right would be to read it again", (Throwable) null);
		}
		return changed;
	}

	@Override
	public StoredEntry enable(String name) {
		StoredEntry seen = get(name);
		this.checks.check(seen.entry());
		return move(name,
				List.of(DirectoryEntryState.PENDING, DirectoryEntryState.DISABLED, DirectoryEntryState.FAILED),
				DirectoryEntryState.ENABLED, seen.version());
	}

	@Override
	public StoredEntry disable(String name) {
		return move(name, List.of(DirectoryEntryState.ENABLED, DirectoryEntryState.FAILED),
				DirectoryEntryState.DISABLED, null);
	}

	private StoredEntry move(String name, List<DirectoryEntryState> from, DirectoryEntryState to,
			@Nullable Long version) {
		StoredEntry moved = this.entries.move(name, from, to, null, version);
		if (moved == null) {
			StoredEntry now = get(name);
			throw new DirectoryMonitorException(
					"The entry '" + name + "' is " + now.state().value()
							+ (from.contains(now.state())
									? " and was changed in this moment; right would be to try again"
									: ", so it cannot become " + to.value() + "; it would have to be one of "
											+ from.stream().map(DirectoryEntryState::value).toList()),
					(Throwable) null);
		}
		return moved;
	}

	@Override
	public void delete(String name) {
		StoredEntry seen = get(name);
		if (seen.state() == DirectoryEntryState.ENABLED) {
			throw new DirectoryMonitorException(
					"The entry '" + name + "' is enabled; right would be to disable it first", (Throwable) null);
		}
		// no scan takes a file that it has not noted by now, unless the entry was enabled
		// since: then it is not deleted
		List<TakenFile> files = this.notes.of(seen.id()).stream().map(FileNote::toTakenFile).toList();
		if (!files.isEmpty()) {
			throw new DirectoryMonitorException("The entry '" + name + "' has " + files.size()
					+ " files in its archive whose jobs are not made; right would be to enable it until they are, or to"
					+ " forget them", (Throwable) null);
		}
		if (!this.entries.delete(seen)) {
			throw new DirectoryMonitorException(
					"The entry '" + name + "' was changed in this moment; it is " + get(name).state().value() + " now",
					(Throwable) null);
		}
	}

	@Override
	public DirectoryLook test(DirectoryEntry entry, int mostNames, Duration longest) throws IOException {
		Instant now = this.entries.now();
		return look(new StoredEntry(new ObjectId(), entry, DirectoryEntryState.PENDING, now, null, 0, 0, null, null),
				null, now, new LookBound(mostNames, longest));
	}

	@Override
	public DirectoryLook look(String name, int mostNames, Duration longest) throws IOException {
		StoredEntry stored = get(name);
		return look(stored, this.entries.seen(stored), this.entries.now(), new LookBound(mostNames, longest));
	}

	private DirectoryLook look(StoredEntry stored, byte @Nullable [] seen, Instant now, LookBound bound)
			throws IOException {
		DirectoryEntry entry = stored.entry();
		this.checks.check(entry);
		for (Path base : FileWalk.bases(FilePattern.parse(entry.pattern()), EntryCheck.root())) {
			this.checks.roots().check("the directory", base);
		}
		return EntryScan.look(stored, seen, now, bound);
	}

	@Override
	public List<TakenFile> files(String name) {
		return this.notes.of(get(name).id()).stream().map(FileNote::toTakenFile).toList();
	}

	@Override
	public void retry(ObjectId job) {
		require(job, this.notes.move(job, List.of(Step.FAILED), Step.BEGUN, null));
	}

	@Override
	public void forget(ObjectId job) {
		require(job, this.notes.delete(job, Step.FAILED));
	}

	private static void require(ObjectId job, boolean done) {
		if (!done) {
			throw new DirectoryMonitorException("There is no file of a job " + job + " for which that has failed",
					(Throwable) null);
		}
	}

}
