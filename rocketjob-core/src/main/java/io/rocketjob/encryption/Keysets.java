package io.rocketjob.encryption;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes keysets for {@link TinkEncryption}, and changes keys, as a command line:
 *
 * <pre>
 * java -cp … io.rocketjob.encryption.Keysets new-values       &gt; values.json
 * java -cp … io.rocketjob.encryption.Keysets new-files        &gt; files.json
 * java -cp … io.rocketjob.encryption.Keysets rotate values.json &gt; values-2.json
 * </pre>
 *
 * {@code new-values} prints a keyset for values (AES-256-GCM), {@code new-files} one for
 * files (AES-256-GCM-HKDF in segments of 1 MB). {@code rotate} prints the keyset of a
 * file with a new key, which encrypts from then on; the older keys stay, to decrypt. Keep
 * a keyset like a password: who has it can read everything.
 * <p>
 * A server with the older keyset cannot read what one with the new key has encrypted.
 * Where not all servers are restarted at once, rotate in two steps:
 * {@code add values.json} prints the keyset with a new key that only decrypts so far, and
 * once every server has that, {@code promote} prints it with its last key as the one that
 * encrypts.
 * <p>
 * Writes no files. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Keysets {

	private static final String USAGE = "Usage: Keysets new-values | new-files | rotate <file> | add <file> |"
			+ " promote <file>";

	private Keysets() {
	}

	/**
	 * Prints a keyset; ends with the status 1 when that fails.
	 * @param args the command and, where it takes one, the file with the keyset
	 */
	public static void main(String[] args) {
		int status = run(args, System.out, System.err);
		if (status != 0) {
			System.exit(status);
		}
	}

	static int run(String[] args, PrintStream out, PrintStream err) {
		try {
			out.println(result(args));
			return 0;
		}
		catch (EncryptionException | IllegalArgumentException ex) {
			err.println(ex.getMessage());
			return 1;
		}
	}

	private static String result(String[] args) {
		String command = (args.length > 0) ? args[0] : "";
		int expected = (command.equals("new-values") || command.equals("new-files")) ? 1 : 2;
		if (args.length != expected) {
			throw new IllegalArgumentException(USAGE);
		}
		return switch (command) {
			case "new-values" -> newValues();
			case "new-files" -> newFiles();
			case "rotate" -> rotate(read(args[1]));
			case "add" -> add(read(args[1]));
			case "promote" -> promote(read(args[1]));
			default -> throw new IllegalArgumentException(USAGE);
		};
	}

	private static String read(String file) {
		try {
			return Files.readString(Path.of(file), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new EncryptionException("Cannot read the keyset in " + file + ": " + ex, ex);
		}
	}

	/**
	 * Makes a keyset for values.
	 * @return the keyset as JSON, with its secrets
	 * @throws EncryptionException when Tink is not on the class path
	 */
	public static String newValues() {
		requireTink();
		return TinkKeyset.generate(KeyKind.VALUES).toJson();
	}

	/**
	 * Makes a keyset for files.
	 * @return the keyset as JSON, with its secrets
	 * @throws EncryptionException when Tink is not on the class path
	 */
	public static String newFiles() {
		requireTink();
		return TinkKeyset.generate(KeyKind.FILES).toJson();
	}

	/**
	 * Adds a new key, which encrypts from then on.
	 * @param keyset a keyset for values or for files, as JSON
	 * @return the longer keyset, with its secrets
	 * @throws EncryptionException when it is no such keyset, or Tink is not on the class
	 * path
	 */
	public static String rotate(String keyset) {
		return parse(keyset).withNewKey(true).toJson();
	}

	/**
	 * Adds a new key, which only decrypts until it is promoted.
	 * @param keyset a keyset for values or for files, as JSON
	 * @return the longer keyset, with its secrets
	 * @throws EncryptionException when it is no such keyset, or Tink is not on the class
	 * path
	 */
	public static String add(String keyset) {
		return parse(keyset).withNewKey(false).toJson();
	}

	/**
	 * Makes the last key the one that encrypts.
	 * @param keyset a keyset for values or for files, as JSON
	 * @return the changed keyset, with its secrets
	 * @throws EncryptionException when it is no such keyset, or Tink is not on the class
	 * path
	 */
	public static String promote(String keyset) {
		return parse(keyset).withLastAsPrimary().toJson();
	}

	private static TinkKeyset parse(String keyset) {
		requireTink();
		return TinkKeyset.parseAny(keyset, "The given keyset");
	}

	private static void requireTink() {
		TinkLibrary.require("Making and changing keysets");
	}

}
