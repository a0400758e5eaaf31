package io.rocketjob.benchmark.process;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * Counts what a server does, and notes when it began and ended. Cheap, and thread-safe.
 */
public final class RunRecord {

	private final LongAdder completed = new LongAdder();

	private final AtomicLong leftToCount;

	private final long limit;

	private final AtomicLong firstStart = new AtomicLong();

	private final AtomicReference<@Nullable String> failure = new AtomicReference<>();

	private final LongAccumulator lastEnd = new LongAccumulator(Math::max, 0);

	/** Makes a record of all that is done. */
	public RunRecord() {
		this(0);
	}

	/**
	 * Makes a record of the first that is done.
	 * @param limit how much of what is done after each restart counts; 0 for all
	 */
	public RunRecord(long limit) {
		this.limit = limit;
		this.leftToCount = new AtomicLong(limit);
	}

	/** Notes that something begins. */
	public void begin() {
		if (this.firstStart.get() == 0) {
			this.firstStart.compareAndSet(0, nowMicros());
		}
	}

	/**
	 * Notes that something has ended.
	 * @param count how many jobs or records it was
	 */
	public void end(long count) {
		if (this.limit > 0 && this.leftToCount.getAndAdd(-count) <= 0) {
			return;
		}
		this.lastEnd.accumulate(nowMicros());
		this.completed.add(count);
	}

	/**
	 * Notes that the server has given up, and will do no more of what it was told.
	 * @param cause why; the first one counts
	 */
	public void fail(Throwable cause) {
		this.failure.compareAndSet(null, Causes.line(cause));
	}

	/** Forgets the times, but not the count. */
	public void restart() {
		this.firstStart.set(0);
		this.lastEnd.reset();
		this.leftToCount.set(this.limit);
	}

	/**
	 * What was done up to now.
	 * @param commands who has counted the commands
	 * @return the report
	 */
	public ContenderReport report(CommandCounter commands) {
		return new ContenderReport(this.completed.sum(), this.firstStart.get(), this.lastEnd.get(), commands.counts(),
				commands.claims(), commands.claimsInVain(), this.failure.get());
	}

	/**
	 * What was done up to now, by who sends no commands.
	 * @return the report
	 */
	public ContenderReport report() {
		return new ContenderReport(this.completed.sum(), this.firstStart.get(), this.lastEnd.get(), Map.of(), 0, 0,
				this.failure.get());
	}

	/**
	 * The time, the same for all processes of a machine.
	 * @return microseconds since the epoch
	 */
	public static long nowMicros() {
		return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
	}

}
