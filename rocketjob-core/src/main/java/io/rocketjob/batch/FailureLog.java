package io.rocketjob.batch;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.rocketjob.document.JobRecord;
import io.rocketjob.job.Run;
import io.rocketjob.logging.ExceptionLogging;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs slices that have failed: of those that are alike the first, and further ones at
 * DEBUG only, because a wrong file fails thousands of them. Thread-safe.
 */
final class FailureLog {

	/** How many batches are remembered. */
	private static final int BATCHES = 100;

	/** How many kinds of failures of a batch are logged. */
	private static final int LINES = 50;

	/** How many of them with their stack traces. */
	private static final int TRACES = 10;

	private final ExceptionLogging logging;

	private final Map<Batch, Set<Kind>> batches = new LinkedHashMap<>(16, 0.75F, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<Batch, Set<Kind>> eldest) {
			return size() > BATCHES;
		}

	};

	FailureLog(ExceptionLogging logging) {
		this.logging = logging;
	}

	/**
	 * Logs that the work on a slice has failed.
	 * @param run the run
	 * @param slice the slice
	 * @param duration how long it took
	 * @param exception the stored form of what was thrown
	 * @param loggable makes of that what may be logged
	 */
	void failed(Run<?> run, ClaimedSlice slice, Duration duration, Document exception, Supplier<Throwable> loggable) {
		log(run, slice, "Failed " + run + " after " + duration.toMillis() + " ms", exception, loggable);
	}

	/**
	 * Logs that a slice has failed because its output cannot be stored.
	 * @param run the run
	 * @param slice the slice
	 * @param exception the stored form of what was thrown
	 * @param loggable makes of that what may be logged
	 */
	void unstorable(Run<?> run, ClaimedSlice slice, Document exception, Supplier<Throwable> loggable) {
		log(run, slice, "What " + run + " has made cannot be stored", exception, loggable);
	}

	private void log(Run<?> run, ClaimedSlice slice, String text, Document exception, Supplier<Throwable> loggable) {
		Logger logger = run.logger();
		Kind kind = new Kind(exception.getString("class"), exception.getString(FailurePattern.FIELD),
				slice.document().getInteger(SliceDocument.FAILURE_COUNT, 0));
		int number = number(slice.job(), kind);
		if (number == 0) {
			logger.debug("{}, like others before: {}", text, kind.className());
		}
		else if (number <= TRACES) {
			logger.error("{}; further ones like it are not logged", text, loggable.get());
		}
		else if (number <= LINES) {
			logger.error("{}: {}; further ones like it are not logged", text, brief(exception));
		}
		else if (number == LINES + 1) {
			logger.error("{}: {}; further kinds of failures of {} {} are not logged, see failures() of the job", text,
					brief(exception), slice.job().type(), slice.job().id());
		}
		else {
			logger.debug("{}: {}", text, kind.className());
		}
	}

	private String brief(Document exception) {
		String message = exception.getString("message");
		return Objects.requireNonNull(exception.getString("class"))
				+ ((message != null && this.logging.showsTexts()) ? ": " + message : "");
	}

	/**
	 * Which kind of failure of its batch it is.
	 * @return the number, from 1, or 0 when it is known
	 */
	private synchronized int number(JobRecord job, Kind kind) {
		Set<Kind> kinds = this.batches.computeIfAbsent(new Batch(job.id(), job.failureCount()),
				(missing) -> new HashSet<>());
		if (kinds.size() > LINES) {
			return kinds.contains(kind) ? 0 : LINES + 2;
		}
		return kinds.add(kind) ? kinds.size() : 0;
	}

	/** What is retried is logged again. */
	private record Batch(ObjectId id, int failures) {
	}

	private record Kind(String className, @Nullable String pattern, int failures) {
	}

}
