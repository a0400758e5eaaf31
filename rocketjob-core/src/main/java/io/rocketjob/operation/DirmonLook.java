package io.rocketjob.operation;

import java.io.IOException;
import java.nio.file.NoSuchFileException;

import io.rocketjob.dirmon.DirectoryLook;

/** Looks at the files of an entry, and says why that is not possible. */
@FunctionalInterface
interface DirmonLook {

	DirectoryLook look() throws IOException;

	/**
	 * Looks at files.
	 * @param masking what may be seen of them
	 * @param look looks at them
	 * @return what was found
	 */
	static DirmonMatchesDescriptor make(Masking masking, DirmonLook look) {
		try {
			return DirmonMatchesDescriptor.of(look.look(), masking);
		}
		catch (NoSuchFileException ex) {
			throw OperationException.conflict("This process does not see the directory" + shown(masking, ex));
		}
		catch (IOException ex) {
			throw OperationException.conflict("This process cannot read the directory" + shown(masking, ex));
		}
		catch (IllegalArgumentException | IllegalStateException ex) {
			// its messages are ours
			throw OperationException.conflict("The files cannot be looked at" + shown(masking, ex));
		}
	}

	private static String shown(Masking masking, Exception ex) {
		return (masking == Masking.SHOWN) ? ": " + ex.getMessage() : "";
	}

}
