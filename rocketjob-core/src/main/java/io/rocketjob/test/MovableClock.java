package io.rocketjob.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * A clock for tests that stands still until it is moved. Declared as a bean of type
 * {@link Clock}, it is the time of Rocket Job: jobs fall due and expire by it. Whether a
 * server is dead is still judged by the database. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MovableClock extends Clock {

	private final Instant start;

	private volatile Instant now;

	private final ZoneId zone;

	private MovableClock(Instant now, ZoneId zone) {
		this.start = now;
		this.now = now;
		this.zone = zone;
	}

	/**
	 * A clock that stands at the present time.
	 * @return the clock, in UTC
	 */
	public static MovableClock atNow() {
		return at(Instant.now());
	}

	/**
	 * A clock that stands at a time.
	 * @param now the time
	 * @return the clock, in UTC
	 */
	public static MovableClock at(Instant now) {
		return new MovableClock(now, ZoneOffset.UTC);
	}

	/**
	 * Moves the clock.
	 * @param duration how far, negative to go back
	 */
	public synchronized void move(Duration duration) {
		this.now = this.now.plus(duration);
	}

	/**
	 * Sets the clock.
	 * @param time the time to stand at
	 */
	public synchronized void set(Instant time) {
		this.now = time;
	}

	/**
	 * Sets the clock back to where it stood when it was made.
	 */
	public void reset() {
		set(this.start);
	}

	@Override
	public Instant instant() {
		return this.now;
	}

	@Override
	public ZoneId getZone() {
		return this.zone;
	}

	@Override
	public Clock withZone(ZoneId other) {
		return Clock.fixed(this.now, other);
	}

}
