@org.jspecify.annotations.NullMarked
package granary.commit;
