using ServiceDefaults.Caching;
using ServiceDefaults.Callers;

namespace ServiceDefaults.Fallback;

/// <summary>A question, who asks it, and under which key its answer is kept and shared.</summary>
/// <typeparam name="TRequest">What is asked.</typeparam>
/// <param name="Request">What is asked.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Key">The key of the answer: operation, subject, projection and all of the caller's rights, as hashes.</param>
/// <param name="Everything">The name of the subject that stands for all of its kind.</param>
/// <param name="Options">The numbers of the operation.</param>
public sealed record Question<TRequest>(TRequest Request, ICallerContext Caller, CopyKey Key, string Everything, FallbackOptions Options);
