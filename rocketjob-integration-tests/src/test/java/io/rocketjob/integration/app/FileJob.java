package io.rocketjob.integration.app;

import java.nio.file.Files;
import java.nio.file.Path;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;

/**
 * Writes down which file it was given, and what is in it.
 */
@RocketJob
public class FileJob implements Job<FileJob.Fields> {

	private final RunRecorder recorder;

	FileJob(RunRecorder recorder) {
		this.recorder = recorder;
	}

	@Override
	public Object perform(Fields fields, JobContext context) throws Exception {
		String content = Files.readString(Path.of(fields.path()));
		this.recorder.begin(context.id());
		this.recorder.note(context.id(), "path", fields.path());
		this.recorder.note(context.id(), "content", content);
		return null;
	}

	/**
	 * The fields.
	 *
	 * @param path where the archived file is
	 */
	public record Fields(String path) {
	}

}
