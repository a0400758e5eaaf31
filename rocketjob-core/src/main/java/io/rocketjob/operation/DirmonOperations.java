package io.rocketjob.operation;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.rocketjob.dirmon.DirectoryEntry;
import io.rocketjob.dirmon.DirectoryMonitor;
import io.rocketjob.dirmon.DirectoryMonitorException;
import io.rocketjob.dirmon.StoredEntry;
import io.rocketjob.operation.OperationGuard.Attempt;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What an operator can do with the directory monitor: a bean beside {@link Operations}.
 * Throws an {@link OperationException} when it cannot be done, also where this process
 * has no monitor. What was put into entries and what files are called is shown to who has
 * {@code value:read}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DirmonOperations {

	/** How many files are described. */
	public static final int MOST_FILES = 200;

	/** At how many names of files and directories is looked to find those that match. */
	public static final int MOST_NAMES = 10_000;

	private static final List<String> ACTIONS = List.of("enable", "disable", "retry-file", "forget-file");

	private static final Duration LONGEST_LOOK = Duration.ofSeconds(3);

	private static final int LONGEST_NAME = 100;

	private static final DirectoryEntry NEW = DirectoryEntry.of("", "", "");

	private final @Nullable DirectoryMonitor monitor;

	private final Operations operations;

	private final OperationGuard guard;

	private final DatabasePing database;

	/**
	 * Makes the operations.
	 * @param operations those of the application
	 * @param monitor the directory monitor, {@code null} where it is off
	 */
	public DirmonOperations(Operations operations, @Nullable DirectoryMonitor monitor) {
		this.operations = operations;
		this.monitor = monitor;
		this.guard = operations.guard();
		this.database = operations.database();
	}

	/**
	 * Whether this process has a directory monitor.
	 * @return whether it is so; without one, each other method says how to get it
	 */
	public boolean isPresent() {
		return this.monitor != null;
	}

	/**
	 * Lists the entries. Needs {@code dirmon:read}.
	 * @param operator who asks
	 * @return the entries, by name
	 */
	public List<DirmonEntryDescriptor> list(Operator operator) {
		return read(operator, Permission.DIRMON_READ, OperationTarget.ENTRIES,
				(found) -> found.list()
					.stream()
					.filter((each) -> this.guard.permits(operator, Permission.DIRMON_READ, target(each.name()), null))
					.map((each) -> describe(operator, each))
					.toList());
	}

	/**
	 * Describes an entry. Needs {@code dirmon:read}.
	 * @param operator who asks
	 * @param name its name
	 * @return the entry
	 */
	public DirmonEntryDescriptor get(Operator operator, String name) {
		return read(operator, Permission.DIRMON_READ, target(name), (found) -> describe(operator, stored(found, name)));
	}

	/**
	 * Looks which files an entry finds now in the directories of this machine, and what a
	 * scan would make of each. Needs {@code dirmon:read}. Stops after
	 * {@value #MOST_NAMES} names or three seconds: do not call it each second.
	 * @param operator who asks
	 * @param name the name of the entry
	 * @return the files
	 */
	public DirmonMatchesDescriptor matches(Operator operator, String name) {
		return read(operator, Permission.DIRMON_READ, target(name), (found) -> {
			stored(found, name);
			return DirmonLook.make(masking(operator, name), () -> found.look(name, MOST_NAMES, LONGEST_LOOK));
		});
	}

	/**
	 * Looks which files an entry would find that is not stored. Needs
	 * {@code dirmon:change}. Stops after {@value #MOST_NAMES} names or three seconds.
	 * @param operator who asks
	 * @param like the name of a stored entry that says what the values leave out,
	 * {@code null} for the defaults
	 * @param values texts by the names of the form
	 * @return the files
	 */
	public DirmonMatchesDescriptor test(Operator operator, @Nullable String like, Map<String, String> values) {
		return read(operator, Permission.DIRMON_CHANGE, (like != null) ? target(like) : OperationTarget.ENTRIES,
				(found) -> {
					DirectoryEntry base = (like != null) ? stored(found, like).entry() : NEW;
					DirectoryEntry entry = DirmonForm.read(base, values);
					return DirmonLook.make(masking(operator, entry.name()),
							() -> found.test(entry, MOST_NAMES, LONGEST_LOOK));
				});
	}

	/**
	 * Lists the files of an entry that were taken and have no jobs: first those whose
	 * jobs could not be made, then those on their way. Needs {@code dirmon:read}.
	 * @param operator who asks
	 * @param name the name of the entry
	 * @return the files
	 */
	public DirmonFilesDescriptor files(Operator operator, String name) {
		return read(operator, Permission.DIRMON_READ, target(name), (found) -> {
			stored(found, name);
			return DirmonFilesDescriptor.of(found.files(name), masking(operator, name));
		});
	}

	/**
	 * Describes what can be said of an entry. Needs {@code dirmon:change} and
	 * {@code job:create}.
	 * @param operator who asks
	 * @param name the name of a stored entry to change or to copy, {@code null} for a new
	 * one with defaults
	 * @return the form
	 */
	public DirmonFormDescriptor form(Operator operator, @Nullable String name) {
		OperationTarget target = (name != null) ? target(name) : OperationTarget.ENTRIES;
		return read(operator, Permission.DIRMON_CHANGE, target, (found) -> {
			this.guard.require(operator, Permission.JOB_CREATE, OperationTarget.JOBS, null);
			StoredEntry stored = (name != null) ? stored(found, name) : null;
			Map<String, String> values = (stored != null)
					? DirmonForm.values(stored.entry(), masking(operator, stored.name()))
					: DirmonForm.values(NEW, Masking.SHOWN);
			List<String> classes = this.operations.creation()
				.classes(operator)
				.stream()
				.map(CreationOperations.ClassDescriptor::name)
				.toList();
			return new DirmonFormDescriptor(values, classes, DirmonForm.announcements(),
					(stored != null) ? DirmonEntryDescriptor.version(stored) : null,
					stored != null && found.declared(stored.name()).isPresent());
		});
	}

	/**
	 * Creates an entry, which is not scanned until it is enabled. Needs
	 * {@code dirmon:change}, and {@code job:create} for its class.
	 * @param operator who does it, and why
	 * @param like the name of a stored entry that says what the values leave out,
	 * {@code null} for the defaults
	 * @param values texts by the names of the {@link DirmonFormDescriptor}
	 * @return the entry
	 * @throws OperationException when something is wrong with the values: then its
	 * {@link OperationException#problems()} say what, all at once, and nothing is created
	 */
	public DirmonEntryDescriptor create(Operator operator, @Nullable String like, Map<String, String> values) {
		String name = values.getOrDefault(DirmonForm.NAME, "").strip();
		StoredEntry created = change(operator, (like != null) ? "copy" : "create", name, (found, attempt) -> {
			DirectoryEntry base = NEW;
			if (like != null) {
				this.guard.require(operator, Permission.DIRMON_CHANGE, target(like), null);
				base = stored(found, like).entry();
			}
			DirectoryEntry entry = DirmonForm.read(base, values);
			requireJobs(operator, entry);
			Masking masking = (like != null) ? masking(operator, like) : Masking.SHOWN;
			StoredEntry stored = checked(masking, () -> found.create(entry));
			attempt.after("state", stored.state().value());
			DirmonForm.audited(stored.entry()).forEach(attempt::after);
			return stored;
		});
		return describe(operator, created);
	}

	/**
	 * Changes what an entry looks for, unless that has changed since the form was made.
	 * Its state stays, and its files begin to be seen anew. Needs {@code dirmon:change},
	 * and {@code job:create} for its class.
	 * @param operator who does it, and why
	 * @param name the name of the entry
	 * @param values texts by the names of the {@link DirmonFormDescriptor}; what is left
	 * out stays
	 * @param version the {@link DirmonEntryDescriptor#version()} of what was shown,
	 * {@code null} to change it whatever it is now
	 * @return the entry as it is then
	 */
	public DirmonEntryDescriptor update(Operator operator, String name, Map<String, String> values,
			@Nullable String version) {
		StoredEntry changed = change(operator, "edit", name, (found, attempt) -> {
			StoredEntry seen = stored(found, name);
			if (version != null && !version.equals(DirmonEntryDescriptor.version(seen))) {
				throw OperationException.conflict("The entry '" + name + "' was changed at " + seen.changedAt()
						+ ", after it was shown. Nothing was changed; look at it again");
			}
			DirectoryEntry entry = DirmonForm.read(seen.entry(), values);
			requireJobs(operator, entry);
			if (entry.equals(seen.entry())) {
				return seen;
			}
			StoredEntry stored = checked(masking(operator, name), () -> found.update(seen, entry));
			DirmonForm.audit(seen.entry(), entry, attempt);
			return stored;
		});
		return describe(operator, changed);
	}

	/** An entry makes jobs for who has saved it. */
	private void requireJobs(Operator operator, DirectoryEntry entry) {
		this.guard.require(operator, Permission.JOB_CREATE,
				new OperationTarget(OperationTarget.Kind.JOB, null, entry.jobClass()), null);
	}

	/**
	 * Lets an entry be scanned, after it was checked again. Needs {@code dirmon:change}.
	 * @param operator who does it, and why
	 * @param name the name of one that is not enabled
	 * @return the entry as it is then
	 */
	public DirmonEntryDescriptor enable(Operator operator, String name) {
		return move(operator, "enable", name, (found) -> found.enable(name));
	}

	/**
	 * Lets an entry no longer be scanned. Needs {@code dirmon:change}.
	 * @param operator who does it, and why
	 * @param name the name of one that is enabled, or has failed
	 * @return the entry as it is then
	 */
	public DirmonEntryDescriptor disable(Operator operator, String name) {
		return move(operator, "disable", name, (found) -> found.disable(name));
	}

	private DirmonEntryDescriptor move(Operator operator, String action, String name, Task<StoredEntry> move) {
		StoredEntry moved = change(operator, action, name, (found, attempt) -> {
			StoredEntry seen = stored(found, name);
			attempt.before("state", seen.state().value());
			StoredEntry after = checked(masking(operator, name), () -> move.make(found));
			attempt.after("state", after.state().value());
			return after;
		});
		return describe(operator, moved);
	}

	/**
	 * Deletes an entry that is not enabled and has no files without jobs. Needs
	 * {@code dirmon:change}.
	 * @param operator who does it, and why
	 * @param name the name of the entry
	 */
	public void delete(Operator operator, String name) {
		change(operator, "delete", name, (found, attempt) -> {
			StoredEntry seen = stored(found, name);
			attempt.before("state", seen.state().value());
			return checked(Masking.SHOWN, () -> {
				found.delete(name);
				return seen;
			});
		});
	}

	/**
	 * Lets the next scan make the job of a file again, for which that has failed. Needs
	 * {@code dirmon:change}.
	 * @param operator who does it, and why
	 * @param name the name of the entry
	 * @param job the id of the job
	 */
	public void retry(Operator operator, String name, String job) {
		file(operator, "retry-file", name, job, DirectoryMonitor::retry);
	}

	/**
	 * Forgets a file for which no job could be made. It stays in the archive. Needs
	 * {@code dirmon:change}.
	 * @param operator who does it, and why
	 * @param name the name of the entry
	 * @param job the id of the job
	 */
	public void forget(Operator operator, String name, String job) {
		file(operator, "forget-file", name, job, DirectoryMonitor::forget);
	}

	private DirmonEntryDescriptor file(Operator operator, String action, String name, String job, FileTask task) {
		ObjectId id = Given.jobId(job);
		StoredEntry changed = change(operator, action, name, (found, attempt) -> {
			StoredEntry entry = stored(found, name);
			boolean failed = found.files(name)
				.stream()
				.anyMatch((file) -> file.job().equals(id) && file.problem() != null);
			if (!failed) {
				throw OperationException
					.notFound("The entry '" + name + "' has no file of a job " + job + " for which that has failed");
			}
			attempt.after("job", job);
			return checked(Masking.SHOWN, () -> {
				task.make(found, id);
				return entry;
			});
		});
		return describe(operator, changed);
	}

	/**
	 * Does something with an entry, or with a file of it for which no job could be made.
	 * Needs {@code dirmon:change}.
	 * @param operator who does it, and why
	 * @param name the name of the entry
	 * @param action {@code enable}, {@code disable}, {@code retry-file} or
	 * {@code forget-file}
	 * @param job the id of the job of the file, for the latter two
	 * @return the entry as it is then
	 */
	public DirmonEntryDescriptor act(Operator operator, String name, @Nullable String action, @Nullable String job) {
		if (action == null || !ACTIONS.contains(action)) {
			throw OperationException.badRequest("action must be one of " + String.join(", ", ACTIONS));
		}
		if (action.endsWith("-file") == (job == null)) {
			throw OperationException.badRequest((job == null) ? action + " needs the job of the file"
					: action + " is about the entry; right would be without job");
		}
		String file = String.valueOf(job);
		return switch (action) {
			case "enable" -> enable(operator, name);
			case "disable" -> disable(operator, name);
			case "retry-file" -> file(operator, action, name, file, DirectoryMonitor::retry);
			default -> file(operator, action, name, file, DirectoryMonitor::forget);
		};
	}

	private <T> T read(Operator operator, Permission permission, OperationTarget target, Task<T> task) {
		return this.guard.read(operator, permission, target, () -> {
			DirectoryMonitor found = monitor();
			this.database.check();
			return checked(masking(operator, target.id()), () -> task.make(found));
		});
	}

	private StoredEntry change(Operator operator, String action, String name, Change change) {
		return this.guard.change(operator, action, Permission.DIRMON_CHANGE, target(name), (attempt) -> {
			DirectoryMonitor found = monitor();
			this.database.check();
			return change.make(found, attempt);
		});
	}

	private DirectoryMonitor monitor() {
		if (this.monitor == null) {
			throw OperationException
				.notFound("This process has no directory monitor; rocketjob.dirmon.enabled=true switches it on");
		}
		return this.monitor;
	}

	private static StoredEntry stored(DirectoryMonitor found, String name) {
		return found.find(name)
			.orElseThrow(
					() -> OperationException.notFound("There is no entry '" + name + "' of the directory monitor"));
	}

	private static <T> T checked(Masking masking, Supplier<T> write) {
		try {
			return write.get();
		}
		catch (DirectoryMonitorException ex) {
			throw problem(ex, masking);
		}
	}

	private static OperationException problem(DirectoryMonitorException ex, Masking masking) {
		String message = String.valueOf(ex.getMessage());
		return ex.problems().equals(List.of(message)) ? OperationException.conflict(message)
				: OperationException.invalid(DirmonForm.problems(ex, masking));
	}

	private DirmonEntryDescriptor describe(Operator operator, StoredEntry entry) {
		return DirmonEntryDescriptor.of(entry, monitor().declared(entry.name()).orElse(null),
				masking(operator, entry.name()));
	}

	private Masking masking(Operator operator, @Nullable String name) {
		OperationTarget target = (name != null) ? target(name) : OperationTarget.ENTRIES;
		return this.guard.permits(operator, Permission.VALUE_READ, target, null) ? Masking.SHOWN : Masking.HIDDEN;
	}

	private static OperationTarget target(String name) {
		// also of what is no name
		return new OperationTarget(OperationTarget.Kind.ENTRY, name.substring(0, Math.min(name.length(), LONGEST_NAME)),
				null);
	}

	/** Does something with the monitor. */
	@FunctionalInterface
	private interface Task<T> {

		T make(DirectoryMonitor monitor);

	}

	/** Changes something, and says what. */
	@FunctionalInterface
	private interface Change {

		StoredEntry make(DirectoryMonitor monitor, Attempt attempt);

	}

	/** Changes what is noted of a file. */
	@FunctionalInterface
	private interface FileTask {

		void make(DirectoryMonitor monitor, ObjectId job);

	}

}
