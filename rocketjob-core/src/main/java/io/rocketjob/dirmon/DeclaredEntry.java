package io.rocketjob.dirmon;

/**
 * An entry that the application declares, by its properties or as a bean.
 *
 * @param place where it is declared, in words for who has to correct it
 * @param entry the entry
 */
record DeclaredEntry(String place, DirectoryEntry entry) {
}
