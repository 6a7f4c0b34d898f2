//! The engine: the same bits on every machine, at every vector level and block size, as over plain arrays, and the
//! random numbers that it draws. In a process of its own, because a test here sets the vector level of the process.

mod golden_rows;
mod normal_distribution;
mod plain_arrays;
mod random_numbers;
