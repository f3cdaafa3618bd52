import fc from 'fast-check';

// Making a failing example smaller may take far longer than finding it; nobody waits longer than this for the smallest one.
fc.configureGlobal({ interruptAfterTimeLimit: 15_000 });
