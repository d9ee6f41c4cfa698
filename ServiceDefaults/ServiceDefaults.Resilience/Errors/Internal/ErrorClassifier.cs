namespace ServiceDefaults.Errors.Internal;

/// <summary>
/// Searches from the exception itself to its innermost cause; the first provider that returns an error ends the search.
/// </summary>
internal sealed class ErrorClassifier : IErrorClassifier
{
    private readonly ILookup<Type, IErrorClassificationProvider> _providers;

    public ErrorClassifier(IEnumerable<IErrorClassificationProvider> providers) =>
        // The last registered provider comes first, as everywhere in dependency injection, so that a service can
        // override the providers of this folder.
        _providers = providers.Reverse()
            .SelectMany(provider => provider.ExceptionTypes.Select(type => (type, provider)))
            .ToLookup(pair => pair.type, pair => pair.provider);

    public ClassifiedError? Classify(Exception exception, OperationContext context = default)
    {
        if (context.CallerAborted.IsCancellationRequested && Causes(exception).Any(IsSignOfAbort))
        {
            return null;
        }

        var error = Causes(exception).Select(ClassifyOne).FirstOrDefault(found => found is not null)
            ?? ClassifiedErrors.Unknown;
        var mayHaveSucceeded = !context.IsSafe
            && Causes(exception).Select(cause => cause.GetSideEffects())
                .FirstOrDefault(effects => effects != SideEffects.Unknown) switch
            {
                SideEffects.None => false,
                SideEffects.Possible => true,
                _ => error.MayHaveSucceeded,
            };
        return error with { MayHaveSucceeded = mayHaveSucceeded };
    }

    // When the caller leaves, the operation fails with a cancellation, or with a broken connection while the request is
    // still being read.
    private static bool IsSignOfAbort(Exception cause) => cause is OperationCanceledException or IOException;

    private static IEnumerable<Exception> Causes(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private ClassifiedError? ClassifyOne(Exception cause)
    {
        for (var type = cause.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var provider in _providers[type])
            {
                if (provider.Classify(cause) is { } error)
                {
                    return error;
                }
            }
        }

        return null;
    }
}
