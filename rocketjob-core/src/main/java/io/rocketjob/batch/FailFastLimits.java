package io.rocketjob.batch;

import java.util.List;

import io.rocketjob.FailFast;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * With how many failed slices a batch fails while others are left.
 *
 * @param slices with how many, or 0 for any number
 * @param percent with which share of all its slices, or 0 for any share
 */
record FailFastLimits(int slices, int percent) {

	private static final int ALL = 100;

	static FailFastLimits of(@Nullable FailFast annotation, BatchDefaults configured) {
		Integer slices = configured.failFastSlices();
		Integer percent = configured.failFastPercent();
		return new FailFastLimits((slices != null) ? slices : (annotation != null) ? annotation.slices() : 0,
				(percent != null) ? percent : (annotation != null) ? annotation.percent() : 0);
	}

	static @Nullable FailFastLimits of(@Nullable Document stored) {
		return (stored != null) ? new FailFastLimits(stored.getInteger("slices", 0), stored.getInteger("percent", 0))
				: null;
	}

	/**
	 * What to store of them.
	 * @return a document, or {@code null} where there is no limit
	 */
	@Nullable Document toDocument() {
		return (this.slices > 0 || this.percent > 0)
				? new Document("slices", this.slices).append("percent", this.percent) : null;
	}

	void check(List<String> problems) {
		if (this.slices < 0) {
			problems.add("failFast: must be at least 1 slice, or 0 for any number, but is " + this.slices);
		}
		if (this.percent < 0 || this.percent > ALL) {
			problems.add("failFast: must be from 1 to 100 percent, or 0 for any share, but is " + this.percent);
		}
	}

	FailFastLimits withSlices(int limit) {
		return new FailFastLimits(limit, this.percent);
	}

	FailFastLimits withPercent(int limit) {
		return new FailFastLimits(this.slices, limit);
	}

	/**
	 * With how many failed slices the limit is reached.
	 * @param all how many slices the job has
	 * @return at least 1
	 */
	long reachedWith(long all) {
		long share = (this.percent > 0) ? Math.max(1, (all * this.percent + ALL - 1) / ALL) : Long.MAX_VALUE;
		return (this.slices > 0) ? Math.min(this.slices, share) : share;
	}

	/**
	 * The limit that is reached first.
	 * @param all how many slices the job has
	 * @return for people
	 */
	String text(long all) {
		return (this.slices > 0 && reachedWith(all) == this.slices) ? "failFast = " + this.slices
				: "failFast = " + this.percent + "%";
	}

}
