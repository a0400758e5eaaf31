package io.rocketjob.schedule;

import java.time.Instant;

/**
 * Internal: a time for which something holds.
 *
 * @param from its beginning
 * @param until its end, which is not part of it
 */
public record Period(Instant from, Instant until) {

	/**
	 * Whether it holds. A clock that is set back does not make it longer.
	 * @param now the time
	 * @return whether the time is within it
	 */
	public boolean contains(Instant now) {
		return !now.isBefore(this.from) && now.isBefore(this.until);
	}

}
