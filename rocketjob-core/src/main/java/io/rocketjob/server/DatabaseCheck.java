package io.rocketjob.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.mongodb.MongoInterruptedException;
import io.rocketjob.event.EventReader;
import io.rocketjob.job.JobEngine;
import io.rocketjob.mongo.DatabaseErrors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Internal: asks the database at the start what it can do, and says so in one line of the
 * log. Sees to it that the collections of the jobs and of their keys are there before the
 * first transaction: one that has begun before them cannot use them. Keeps the
 * application from starting where a newer build has stored what this one cannot read, but
 * not while the database is away. Thread-safe.
 */
public final class DatabaseCheck implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(DatabaseCheck.class);

	private static final Duration START_PATIENCE = Duration.ofSeconds(2);

	private static final Duration PAUSE = Duration.ofSeconds(5);

	private final JobEngine engine;

	private final EventReader reader;

	private final TransactionUse transactions;

	private final FormatVersion format;

	private volatile @Nullable DatabaseReport report;

	private volatile @Nullable NewerFormatException refusal;

	private volatile @Nullable Asking asking;

	/**
	 * Makes a check.
	 * @param engine the jobs
	 * @param reader reads events, and is started before
	 * @param transactions who needs transactions
	 */
	public DatabaseCheck(JobEngine engine, EventReader reader, TransactionUse transactions) {
		this.engine = engine;
		this.reader = reader;
		this.transactions = transactions;
		this.format = new FormatVersion(engine.store().mongo());
	}

	/**
	 * What the database can do.
	 * @return the answer, or {@code null} as long as it has not answered
	 */
	public @Nullable DatabaseReport report() {
		DatabaseReport present = this.report;
		return (present != null) ? new DatabaseReport(present.abilities(), waitingCursors(), present.orderedClaims())
				: null;
	}

	private @Nullable Boolean waitingCursors() {
		return this.reader.isRunning() ? this.reader.isTailing() : null;
	}

	@Override
	public int getPhase() {
		return this.reader.getPhase();
	}

	@Override
	public boolean isRunning() {
		return this.asking != null;
	}

	/**
	 * Asks the database, and waits a moment for the answer.
	 * @throws IllegalStateException when it has answered that it has no transactions, and
	 * job classes need them
	 * @throws NewerFormatException when it has answered, and holds what this build cannot
	 * read
	 */
	@Override
	public synchronized void start() {
		if (this.asking != null) {
			return;
		}
		Asking started = new Asking();
		this.asking = started;
		started.thread.start();
		try {
			started.answered.await(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		NewerFormatException newer = this.refusal;
		if (newer != null) {
			throw newer;
		}
		DatabaseReport answer = this.report;
		if (answer != null && !answer.abilities().transactions()) {
			List<String> inVain = this.transactions.classes();
			if (!inVain.isEmpty()) {
				throw new TransactionsMissingException(answer.abilities(), inVain);
			}
		}
	}

	@Override
	public synchronized void stop() {
		Asking stopped = this.asking;
		this.asking = null;
		if (stopped != null) {
			stopped.thread.interrupt();
		}
	}

	private void ask() {
		this.format.check();
		this.engine.prepareCollections();
		DatabaseReport answer = new DatabaseReport(this.engine.store().mongo().abilities(), waitingCursors(),
				this.engine.claims().isOrdered());
		this.report = answer;
		logger.info("Database: {}", answer);
		if (!answer.orderedClaims()) {
			logger.warn("The database sorts all jobs that wait to find the first, so that claims take longer the more"
					+ " wait. FerretDB and DocumentDB read indexes in order with the library pg_documentdb_extended_rum"
					+ " and the settings documentdb.alternate_index_handler_name='extended_rum' and"
					+ " documentdb.enable_merge_sort_for_in_prefix=on of PostgreSQL, made before the indexes are");
		}
	}

	/** What goes on from a start until there is an answer, or the stop. */
	private final class Asking {

		private final CountDownLatch answered = new CountDownLatch(1);

		private final Thread thread = new Thread(this::run, "rocketjob-database");

		private Asking() {
			this.thread.setDaemon(true);
		}

		private void run() {
			while (DatabaseCheck.this.asking == this) {
				try {
					ask();
					this.answered.countDown();
					return;
				}
				catch (NewerFormatException ex) {
					DatabaseCheck.this.refusal = ex;
					logger.error("{}", ex.getMessage());
					this.answered.countDown();
					return;
				}
				catch (RuntimeException ex) {
					this.answered.countDown();
					if (ex instanceof MongoInterruptedException) {
						return;
					}
					if (!DatabaseErrors.isPassing(ex)) {
						logger.warn("The database was asked what it can do, and has refused to answer", ex);
						return;
					}
					logger.debug("The database does not tell what it can do; it is asked again", ex);
				}
				try {
					TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
				}
				catch (InterruptedException ex) {
					return;
				}
			}
		}

	}

}
