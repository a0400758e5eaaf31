package io.rocketjob.missioncontrol;

import java.util.ArrayList;
import java.util.List;

import io.rocketjob.operation.WatchOperations.Bucket;

/**
 * How many jobs have ended in a time, as bars in a box of 240 by 48 units.
 *
 * @param bars the bars, from the left
 * @param completed how many have completed in all
 * @param failed how many have failed in all
 */
record Sparkline(List<Bar> bars, long completed, long failed) {

	private static final int WIDTH = 240;

	private static final int HEIGHT = 48;

	private static final int GAP = 2;

	static Sparkline of(List<Bucket> buckets) {
		long most = buckets.stream().mapToLong((each) -> each.completed() + each.failed()).max().orElse(0);
		int step = WIDTH / Math.max(1, buckets.size());
		List<Bar> bars = new ArrayList<>();
		for (int i = 0; i < buckets.size(); i++) {
			Bucket bucket = buckets.get(i);
			int completed = height(bucket.completed(), most);
			int failed = height(bucket.failed(), most);
			int failedTop = HEIGHT - failed;
			bars.add(new Bar(i * step, step - GAP, Math.max(0, failedTop - completed), completed, failedTop, failed,
					bucket));
		}
		return new Sparkline(bars, buckets.stream().mapToLong(Bucket::completed).sum(),
				buckets.stream().mapToLong(Bucket::failed).sum());
	}

	/** What is there is seen, however little it is. */
	private static int height(long count, long most) {
		return (count > 0) ? (int) Math.max(2, HEIGHT * count / most) : 0;
	}

	/**
	 * A bar: what has failed below, what has completed above it.
	 *
	 * @param x where it begins
	 * @param width how wide it is
	 * @param completedTop where what has completed begins
	 * @param completed how high that is
	 * @param failedTop where what has failed begins
	 * @param failed how high that is
	 * @param bucket what it shows
	 */
	record Bar(int x, int width, int completedTop, int completed, int failedTop, int failed, Bucket bucket) {
	}

}
