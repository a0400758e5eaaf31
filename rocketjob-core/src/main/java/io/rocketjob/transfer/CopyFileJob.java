package io.rocketjob.transfer;

import java.io.IOException;
import java.util.function.Consumer;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.retry.Retry;

/**
 * Copies a file from any location of a Spring {@code Resource} to a file, or to any that
 * can be written.
 *
 * <pre class="code">
 * rocketJob.create(CopyFileJob.class, FileCopy.of("https://example.com/data/a.csv", "/data/in/a.csv"));
 * </pre>
 *
 * A file is written beside its target, under the id of the job, forced to the disk,
 * compared with the length and the SHA-256 that it should have, and then given its name:
 * it is there whole, or not at all. A run that ends early is continued by the next where
 * the source is a file, or a web server that still has the same version; else it begins
 * anew. Other targets are as safe as they are themselves.
 * <p>
 * The bean is there where {@code rocketjob.file-jobs.enabled} is set. Its jobs read what
 * is below {@code rocketjob.file-jobs.sources}, and write below
 * {@code rocketjob.file-jobs.targets}. Thread-safe.
 *
 * @since 0.1.0
 */
@RocketJob(description = "Copies a file", destroyOnComplete = false, interruptible = true)
@Retry(limit = 5, noRetryOn = IllegalArgumentException.class)
public class CopyFileJob implements Job<FileCopy>, JobPlugin {

	private final Locations locations;

	/**
	 * Makes the bean.
	 * @param locations what may be read and written
	 */
	public CopyFileJob(Locations locations) {
		this.locations = locations;
	}

	@Override
	public void contribute(PluggableClass jobClass) {
		if (jobClass.type() == CopyFileJob.class) {
			jobClass.onCreate((job) -> check(job.fields(FileCopy.class), job::problem));
		}
	}

	private void check(FileCopy copy, Consumer<String> problems) {
		said(() -> this.locations.checkSource("source", copy.source()), problems);
		said(() -> this.locations.checkTarget("target", copy.target()), problems);
		String hash = FileCopier.problemOfHash(copy);
		if (hash != null) {
			problems.accept(hash);
		}
	}

	/**
	 * Says what is wrong instead of throwing it.
	 * @param check throws what is wrong
	 * @param problems receives the text
	 */
	static void said(Runnable check, Consumer<String> problems) {
		try {
			check.run();
		}
		catch (IllegalArgumentException ex) {
			problems.accept(String.valueOf(ex.getMessage()));
		}
	}

	@Override
	public CopiedFile perform(FileCopy copy, JobContext context) throws IOException, InterruptedException {
		return new FileCopier(this.locations, copy, context).copy();
	}

}
