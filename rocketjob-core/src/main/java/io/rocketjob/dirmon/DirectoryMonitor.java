package io.rocketjob.dirmon;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import org.bson.types.ObjectId;

/**
 * Makes a job of each file that arrives: the bean to inject. Entries say which files, and
 * which jobs. An entry is scanned once it is enabled. Thread-safe.
 * <p>
 * Failures of the database surface as Spring's
 * {@link org.springframework.dao.DataAccessException}.
 *
 * @since 0.1.0
 */
public interface DirectoryMonitor {

	/**
	 * Stores a new entry, which is {@link DirectoryEntryState#PENDING}.
	 * @param entry the entry
	 * @return the stored entry
	 * @throws DirectoryMonitorException when anything is wrong with it, or another has
	 * its name or its pattern; then nothing is stored
	 */
	StoredEntry create(DirectoryEntry entry);

	/**
	 * Makes sure that there is an entry: stores it as {@link DirectoryEntryState#ENABLED}
	 * when there is none with its name, and changes one that looks for something else,
	 * which keeps its state. Several processes may do so at once.
	 * @param entry the entry
	 * @return the stored entry
	 * @throws DirectoryMonitorException when anything is wrong with it, or another has
	 * its pattern
	 */
	StoredEntry declare(DirectoryEntry entry);

	/**
	 * What the configuration of this process declares by a name, in properties or as a
	 * bean. Each start of a process {@linkplain #declare declares} it again, so a change
	 * of such an entry lasts until then.
	 * @param name the name of an entry
	 * @return what is declared, empty when nothing is
	 */
	Optional<DirectoryEntry> declared(String name);

	/**
	 * All entries.
	 * @return the entries by name
	 */
	List<StoredEntry> list();

	/**
	 * Finds an entry.
	 * @param name its name
	 * @return the entry, if there is one
	 */
	Optional<StoredEntry> find(String name);

	/**
	 * The entry with a name.
	 * @param name its name
	 * @return the entry
	 * @throws DirectoryMonitorException when there is none
	 */
	StoredEntry get(String name);

	/**
	 * Stores a new entry, which is {@link DirectoryEntryState#PENDING}, and like another
	 * but for its name and pattern.
	 * @param name the name of the other
	 * @param newName its name
	 * @param newPattern its pattern
	 * @return the stored entry
	 * @throws DirectoryMonitorException as by {@link #create}, or when there is no other
	 */
	default StoredEntry copy(String name, String newName, String newPattern) {
		return create(get(name).entry().as(newName, newPattern));
	}

	/**
	 * Changes what an entry looks for. Its state stays. Files begin to be seen anew.
	 * @param seen the entry as the caller has seen it
	 * @param entry what it shall look for, with the same name
	 * @return the entry as it is then
	 * @throws DirectoryMonitorException when anything is wrong with it, or it was changed
	 * or deleted since
	 */
	StoredEntry update(StoredEntry seen, DirectoryEntry entry);

	/**
	 * Lets an entry be scanned, after it was checked again.
	 * @param name the name of one that is not enabled
	 * @return the entry as it is then
	 * @throws DirectoryMonitorException when it is enabled already, anything is wrong
	 * with it, or it is not there
	 */
	StoredEntry enable(String name);

	/**
	 * Lets an entry no longer be scanned. A scan that goes on takes no further file.
	 * @param name the name of one that is enabled, or has failed
	 * @return the entry as it is then
	 * @throws DirectoryMonitorException when it is neither, or is not there
	 */
	StoredEntry disable(String name);

	/**
	 * Deletes an entry that is not enabled.
	 * @param name its name
	 * @throws DirectoryMonitorException when it is enabled, is not there, or has files
	 * whose jobs are not made yet
	 */
	void delete(String name);

	/**
	 * Looks which files an entry would find on this machine now.
	 * @param entry the entry, which need not be stored
	 * @return the files. No file is {@link ArrivingFile.State#READY}, because a single
	 * look does not tell; one that only has to stay as it is is
	 * {@link ArrivingFile.State#WAITING}
	 * @throws DirectoryMonitorException when anything is wrong with the entry
	 * @throws IOException when a directory is not there, or cannot be read
	 */
	default List<ArrivingFile> test(DirectoryEntry entry) throws IOException {
		return test(entry, Integer.MAX_VALUE, ChronoUnit.FOREVER.getDuration()).files();
	}

	/**
	 * Looks which files an entry would find on this machine now, as
	 * {@link #test(DirectoryEntry)} does, and stops after some names or some time.
	 * @param entry the entry, which need not be stored
	 * @param mostNames how many names of files and directories to look at
	 * @param longest how long to go on; a file system that does not answer may take
	 * longer
	 * @return the files, and where it has stopped
	 * @throws DirectoryMonitorException when anything is wrong with the entry
	 * @throws IOException when a directory is not there, or cannot be read
	 */
	DirectoryLook test(DirectoryEntry entry, int mostNames, Duration longest) throws IOException;

	/**
	 * Looks which files a stored entry would find on this machine now, and what a scan
	 * would make of each, whether the entry is enabled or not. Takes none, and reads
	 * none: the checksum that a sender says is not compared.
	 * @param name the name of the entry
	 * @return the files
	 * @throws DirectoryMonitorException when anything is wrong with the entry, or it is
	 * not there
	 * @throws IOException when a directory is not there, or cannot be read
	 */
	default List<ArrivingFile> look(String name) throws IOException {
		return look(name, Integer.MAX_VALUE, ChronoUnit.FOREVER.getDuration()).files();
	}

	/**
	 * Looks which files a stored entry would find on this machine now, as
	 * {@link #look(String)} does, and stops after some names or some time.
	 * @param name the name of the entry
	 * @param mostNames how many names of files and directories to look at
	 * @param longest how long to go on; a file system that does not answer may take
	 * longer
	 * @return the files, and where it has stopped
	 * @throws DirectoryMonitorException when anything is wrong with the entry, or it is
	 * not there
	 * @throws IOException when a directory is not there, or cannot be read
	 */
	DirectoryLook look(String name, int mostNames, Duration longest) throws IOException;

	/**
	 * The files of an entry that were taken, and whose jobs are not made yet or could not
	 * be made.
	 * @param name the name of the entry
	 * @return the files, in the order in which they were taken
	 * @throws DirectoryMonitorException when it is not there
	 */
	List<TakenFile> files(String name);

	/**
	 * Lets the next scan make the job of a file again, for which that has failed.
	 * @param job the id of the job
	 * @throws DirectoryMonitorException when there is no such file that has failed
	 */
	void retry(ObjectId job);

	/**
	 * Forgets a file for which no job could be made. It stays in the archive.
	 * @param job the id of the job
	 * @throws DirectoryMonitorException when there is no such file that has failed
	 */
	void forget(ObjectId job);

}
