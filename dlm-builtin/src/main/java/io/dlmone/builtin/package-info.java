/**
 * What comes with the project under names that begin with {@code builtin:}. Models lie beside this package as
 * resources: {@code models.txt} lists their names, and the files of each are in a folder of that name.
 */
package io.dlmone.builtin;
