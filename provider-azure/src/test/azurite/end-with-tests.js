// Loaded before Azurite: it ends when the tests' JVM does, even when that is killed and can tell nobody.
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
