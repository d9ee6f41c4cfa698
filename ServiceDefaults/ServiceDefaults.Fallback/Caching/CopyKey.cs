namespace ServiceDefaults.Caching;

/// <summary>Under which a copy is kept. Both parts are hashes: nothing can be read out of them.</summary>
/// <param name="Subject">The name of what the copy is about (<see cref="ICopyStore.NameOf"/>).</param>
/// <param name="Name">What tells the copies of one subject apart: the operation, the projection, the caller's rights.</param>
public readonly record struct CopyKey(string Subject, string Name);
