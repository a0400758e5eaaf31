package io.rocketjob.sample;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import jakarta.validation.constraints.NotBlank;

/** Fails at first, to show what becomes of a job that fails and is retried. */
@RocketJob(description = "Computes a checksum of the file, but not at the first attempt", destroyOnComplete = false)
class ChecksumJob implements Job<ChecksumJob.Fields> {

	private final UnicodeData unicodeData;

	ChecksumJob(UnicodeData unicodeData) {
		this.unicodeData = unicodeData;
	}

	@Override
	public String perform(Fields fields, JobContext context) throws IOException, GeneralSecurityException {
		if (context.failureCount() == 0) {
			throw new IOException("The first attempt fails on purpose");
		}
		byte[] digest = MessageDigest.getInstance(fields.algorithm()).digest(this.unicodeData.bytes());
		return HexFormat.of().formatHex(digest);
	}

	record Fields(@NotBlank String algorithm) {
	}

}
