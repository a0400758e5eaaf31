package io.rocketjob.batch.record;

import java.io.IOException;

/**
 * The content of a file is not what its format allows.
 *
 * @since 0.1.0
 */
public class FileContentException extends IOException {

	/**
	 * Makes an exception.
	 * @param message where it is and what is wrong, such as "Line 17 has 3 values, and
	 * the header has 4"; without the file, which is added, and without its values, which
	 * may be secret
	 */
	public FileContentException(String message) {
		super(message);
	}

}
