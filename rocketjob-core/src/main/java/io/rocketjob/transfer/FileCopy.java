package io.rocketjob.transfer;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * What a {@link CopyFileJob} copies: the fields of its jobs. Locations are those of
 * Spring resources, such as {@code file:/in/a.csv.gz}, {@code classpath:a.json} or
 * {@code https://…}; one without a scheme is the absolute path of a file.
 *
 * @param source the file that is read
 * @param target the file that is written
 * @param sha256 the SHA-256 that the content must have, as 64 hexadecimal digits,
 * {@code null} when that is not known
 * @param overwrite whether a file is replaced that is there already
 * @since 0.1.0
 */
public record FileCopy(String source, String target, @Nullable String sha256, boolean overwrite) {

	/**
	 * Makes it.
	 * @throws IllegalArgumentException when a location is blank
	 */
	public FileCopy {
		Assert.hasText(source, "The source of a copy must be the location of a file");
		Assert.hasText(target, "The target of a copy must be the location of a file");
	}

	/**
	 * A copy of a file to where there is none.
	 * @param source the file that is read
	 * @param target the file that is written
	 * @return the copy
	 */
	public static FileCopy of(String source, String target) {
		return new FileCopy(source, target, null, false);
	}

	/**
	 * Sets what the content must be.
	 * @param hash its SHA-256, as 64 hexadecimal digits
	 * @return the copy
	 */
	public FileCopy sha256(String hash) {
		return new FileCopy(this.source, this.target, hash, this.overwrite);
	}

	/**
	 * Replaces the target if it is there already, which else is an error.
	 * @return the copy
	 */
	public FileCopy overwriting() {
		return new FileCopy(this.source, this.target, this.sha256, true);
	}

}
