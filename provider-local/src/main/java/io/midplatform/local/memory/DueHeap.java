package io.midplatform.local.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Messages that wait for a moment, the earliest first. Each knows its place, so that one that is settled before its moment leaves at once. */
final class DueHeap {
    private @Nullable Entry[] heap = new Entry[64];
    private int size;

    @Nullable
    Entry first() {
        return heap[0];
    }

    void add(Entry entry) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        siftUp(size++, entry);
    }

    void remove(Entry entry) {
        int index = entry.heapIndex;
        entry.heapIndex = -1;
        Entry last = at(--size);
        heap[size] = null;
        if (index < size) {
            siftDown(index, last);
            if (last.heapIndex == index) {
                siftUp(index, last);
            }
        }
    }

    void clear() {
        Arrays.fill(heap, 0, size, null);
        size = 0;
    }

    private void siftUp(int from, Entry entry) {
        int index = from;
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            Entry above = at(parent);
            if (entry.dueAt - above.dueAt >= 0) {
                break;
            }
            put(index, above);
            index = parent;
        }
        put(index, entry);
    }

    private void siftDown(int from, Entry entry) {
        int index = from;
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            if (child + 1 < size && at(child + 1).dueAt - at(child).dueAt < 0) {
                child++;
            }
            Entry below = at(child);
            if (below.dueAt - entry.dueAt >= 0) {
                break;
            }
            put(index, below);
            index = child;
        }
        put(index, entry);
    }

    private Entry at(int index) {
        Entry entry = heap[index];
        if (entry == null) {
            throw new IllegalStateException("the heap has a hole");
        }
        return entry;
    }

    private void put(int index, Entry entry) {
        heap[index] = entry;
        entry.heapIndex = index;
    }
}
