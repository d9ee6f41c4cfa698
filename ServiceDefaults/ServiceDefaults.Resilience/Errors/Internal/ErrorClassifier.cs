namespace ServiceDefaults.Errors.Internal;

/// <summary>
/// Searches from the exception itself to its innermost cause; the first provider that returns an error ends the search.
/// Every failed attempt is classified, so the search allocates nothing.
/// </summary>
internal sealed class ErrorClassifier : IErrorClassifier
{
    private readonly Dictionary<Type, IErrorClassificationProvider[]> _providers;

    public ErrorClassifier(IEnumerable<IErrorClassificationProvider> providers) =>
        // The last registered provider comes first, as everywhere in dependency injection, so that a service can
        // override the providers of this folder.
        _providers = providers.Reverse()
            .SelectMany(provider => provider.ExceptionTypes.Select(type => (type, provider)))
            .GroupBy(pair => pair.type, pair => pair.provider)
            .ToDictionary(group => group.Key, group => group.ToArray());

    public ClassifiedError? Classify(Exception exception, OperationContext context = default)
    {
        if (context.CallerAborted.IsCancellationRequested && IsAbort(exception))
        {
            return null;
        }

        var error = FindError(exception) ?? ClassifiedErrors.Unknown;
        var mayHaveSucceeded = !context.IsSafe && FindSideEffects(exception) switch
        {
            SideEffects.None => false,
            SideEffects.Possible => true,
            _ => error.MayHaveSucceeded,
        };
        return error.MayHaveSucceeded == mayHaveSucceeded ? error : error with { MayHaveSucceeded = mayHaveSucceeded };
    }

    // When the caller leaves, the operation fails with a cancellation, or with a broken connection while the request is
    // still being read.
    private static bool IsAbort(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is OperationCanceledException or IOException)
            {
                return true;
            }
        }

        return false;
    }

    private static SideEffects FindSideEffects(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause.GetSideEffects() is not SideEffects.Unknown and var effects)
            {
                return effects;
            }
        }

        return SideEffects.Unknown;
    }

    private ClassifiedError? FindError(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            for (var type = cause.GetType(); type is not null; type = type.BaseType)
            {
                if (ClassifyAs(type, cause) is { } error)
                {
                    return error;
                }
            }
        }

        return null;
    }

    private ClassifiedError? ClassifyAs(Type type, Exception cause)
    {
        if (_providers.TryGetValue(type, out var providers))
        {
            foreach (var provider in providers)
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
