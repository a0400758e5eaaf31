package io.rocketjob.dirmon;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.batch.HeldJobs;
import io.rocketjob.dirmon.FileTaker.Point;
import io.rocketjob.document.Texts;
import io.rocketjob.job.JobEngine;
import io.rocketjob.mongo.DatabaseErrors;
import io.rocketjob.schedule.CronSchedule;
import io.rocketjob.work.ServerIdentity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

/**
 * Wires the parts of the directory monitor. One for each application; what to inject is
 * {@link DirectoryMonitor}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DirmonEngine implements SmartInitializingSingleton, SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(DirmonEngine.class);

	private final ObjectProvider<RocketJobTemplate> rocketJob;

	private final ServerIdentity server;

	private final DirmonSettings settings;

	private final DeclaredEntries declarations;

	private final EntryStore entries;

	private final AllowedRoots roots;

	private final FileTaker taker;

	private final StoredDirectoryMonitor monitor;

	private volatile boolean declared;

	private volatile boolean running;

	/**
	 * Makes an engine.
	 * @param jobs the jobs
	 * @param rocketJob creates jobs
	 * @param server what this process is called
	 * @param settings the settings
	 * @param declared the entries that the application declares, by the places where it
	 * does so, in words; asked once all of its beans are there, or somebody wants to know
	 */
	public DirmonEngine(JobEngine jobs, ObjectProvider<RocketJobTemplate> rocketJob, ServerIdentity server,
			DirmonSettings settings, Supplier<Map<String, DirectoryEntry>> declared) {
		this(jobs, rocketJob, server, settings, declared, (point) -> {
		});
	}

	DirmonEngine(JobEngine jobs, ObjectProvider<RocketJobTemplate> rocketJob, ServerIdentity server,
			DirmonSettings settings, Supplier<Map<String, DirectoryEntry>> declared, Consumer<Point> hook) {
		this.rocketJob = rocketJob;
		this.server = server;
		this.settings = settings;
		this.declarations = new DeclaredEntries(declared);
		this.roots = new AllowedRoots(settings.roots());
		this.entries = new EntryStore(jobs.store());
		HeldJobs held = new HeldJobs(jobs, rocketJob);
		FileNotes notes = new FileNotes(jobs.store().mongo());
		this.taker = new FileTaker(notes, held, this.roots, hook);
		this.monitor = new StoredDirectoryMonitor(this.entries, notes, new EntryCheck(held, this.roots),
				this.declarations);
	}

	/**
	 * The monitor, for applications.
	 * @return the monitor
	 */
	public DirectoryMonitor monitor() {
		return this.monitor;
	}

	/**
	 * Checks the entries that are declared, so that what is wrong with them keeps the
	 * application from starting.
	 * @throws DirectoryMonitorException when anything is, or a name is declared twice
	 */
	@Override
	public void afterSingletonsInstantiated() {
		this.declarations.each(this.monitor.checks()::check);
	}

	/**
	 * Stores the entries that are declared. When the database is away, this is done
	 * later.
	 */
	@Override
	public void start() {
		this.running = true;
		try {
			declare();
		}
		catch (RuntimeException ex) {
			if (!DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			logger.warn("The database is away; the declared entries are stored when it is back: {}", ex.toString());
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	private void declare() {
		if (!this.declared) {
			this.declarations.each(this.monitor::declare);
			this.declared = true;
		}
	}

	String serverName() {
		return this.server.serverName();
	}

	/**
	 * Lets each entry be scanned that is due, and stored jobs run whose process has died.
	 * @param scan begins the scan of an entry
	 */
	void scheduleScans(Consumer<StoredEntry> scan) {
		declare();
		this.taker.releaseAll();
		this.entries.deleteLeftovers(this.taker.notes());
		Instant now = this.entries.now();
		for (StoredEntry entry : this.entries.due(now)) {
			scan.accept(entry);
			String own = entry.entry().schedule();
			CronSchedule.parse((own != null) ? own : this.settings.schedule())
				.next(now)
				.ifPresent((next) -> this.entries.nextScan(entry, next));
		}
	}

	RocketJobTemplate rocketJob() {
		return this.rocketJob.getObject();
	}

	/**
	 * Scans an entry, if it is enabled. When that fails, the entry has failed.
	 * @param name its name
	 * @param goesOn whether to take the next file
	 */
	void scan(String name, BooleanSupplier goesOn) {
		StoredEntry stored = this.entries.find(name);
		if (stored == null || stored.state() != DirectoryEntryState.ENABLED) {
			return;
		}
		try {
			for (Path base : FileWalk.bases(FilePattern.parse(stored.entry().pattern()), EntryCheck.root())) {
				this.roots.check("the directory", base);
			}
			EntryScan.scan(stored, this.entries, this.taker, serverName(),
					() -> goesOn.getAsBoolean() && isUnchanged(stored));
		}
		catch (IOException | RuntimeException ex) {
			if (ex instanceof RuntimeException passing && DatabaseErrors.isPassing(ex)) {
				throw passing;
			}
			logger.error("The scan of the entry '{}' has failed; it is scanned again once it is enabled", name, ex);
			this.entries.move(name, List.of(DirectoryEntryState.ENABLED), DirectoryEntryState.FAILED,
					Texts.bounded(text(ex), Texts.MESSAGE), stored.version());
		}
	}

	/**
	 * What is done again soon need not fail because the database was away, and wait for
	 * somebody.
	 * @param consequence what follows
	 * @param work what is done
	 */
	static void breaksOffWithoutDatabase(String consequence, Runnable work) {
		try {
			work.run();
		}
		catch (RuntimeException ex) {
			if (!DatabaseErrors.isPassing(ex)) {
				throw ex;
			}
			logger.warn("{}, because the database is away: {}", consequence, ex.toString());
		}
	}

	private static String text(Exception ex) {
		String said = (ex instanceof NoSuchFileException) ? "there is no directory " + ex.getMessage()
				: String.valueOf(ex.getMessage());
		return ex.getClass().getName() + ": " + said;
	}

	private boolean isUnchanged(StoredEntry stored) {
		StoredEntry now = this.entries.find(stored.name());
		return now != null && now.state() == DirectoryEntryState.ENABLED && now.version() == stored.version();
	}

	/**
	 * Whether this process may make a scan.
	 * @param servers a regular expression, {@code null} for any
	 * @return whether its name matches
	 */
	boolean mayScan(@Nullable String servers) {
		return servers == null || serverName().matches(servers);
	}

}
