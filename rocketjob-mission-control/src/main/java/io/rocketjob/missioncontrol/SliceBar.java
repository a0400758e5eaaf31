package io.rocketjob.missioncontrol;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.rocketjob.operation.BatchDescriptor;

/**
 * How the slices of a batch stand, as a bar of 1000 units.
 *
 * @param parts what there is, from the left
 * @param percent how much is done
 * @param batch the batch
 */
record SliceBar(List<Part> parts, int percent, BatchDescriptor batch) {

	private static final double WIDTH = 1000;

	private static final double LEAST = 4;

	static SliceBar of(BatchDescriptor batch) {
		List<Part> parts = new ArrayList<>();
		double done = WIDTH * batch.percentComplete() / 100;
		long left = batch.slicesActive() + batch.slicesFailed() + batch.slicesQueued();
		double from = add(parts, "done", 0, done);
		double rest = WIDTH - done;
		if (left > 0 && rest > 0) {
			from = add(parts, "active", from, share(rest, batch.slicesActive(), left));
			from = add(parts, "failed", from, share(rest, batch.slicesFailed(), left));
			add(parts, "queued", from, Math.max(0, WIDTH - from));
		}
		return new SliceBar(parts, batch.percentComplete(), batch);
	}

	/** What is there is seen, however little it is. */
	private static double share(double rest, long slices, long all) {
		return (slices > 0) ? Math.min(rest, Math.max(LEAST, rest * slices / all)) : 0;
	}

	private static double add(List<Part> parts, String name, double from, double width) {
		if (width > 0) {
			parts.add(new Part(name, text(from), text(width)));
		}
		return from + width;
	}

	private static String text(double units) {
		return String.format(Locale.ROOT, "%.1f", units);
	}

	String label(Format format) {
		return this.percent + " % done; " + format.number(this.batch.slicesActive()) + " slices active, "
				+ format.number(this.batch.slicesQueued()) + " queued, " + format.number(this.batch.slicesFailed())
				+ " failed";
	}

	/**
	 * A part of the bar.
	 *
	 * @param name what it is of
	 * @param from where it begins
	 * @param width how wide it is
	 */
	record Part(String name, String from, String width) {
	}

}
