package io.rocketjob.sample;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import org.jspecify.annotations.Nullable;

/** Fails at first, to show what becomes of a job that fails and is retried. */
@RocketJob(description = "Computes the CRC-32 of the file, but not at the first attempt", destroyOnComplete = false)
class ChecksumJob implements Job<@Nullable Void> {

	private final UnicodeData unicodeData;

	ChecksumJob(UnicodeData unicodeData) {
		this.unicodeData = unicodeData;
	}

	@Override
	public String perform(@Nullable Void fields, JobContext context) throws IOException {
		if (context.failureCount() == 0) {
			throw new IOException("The first attempt fails on purpose");
		}
		CRC32 checksum = new CRC32();
		checksum.update(this.unicodeData.text().getBytes(StandardCharsets.US_ASCII));
		return "%08x".formatted(checksum.getValue());
	}

}
