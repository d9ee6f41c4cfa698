namespace ServiceDefaults.Errors.Internal;

/// <summary>Walks from the exception's own type to the innermost cause; the first provider that understands something ends the walk.</summary>
internal sealed class ErrorClassifier : IErrorClassifier
{
    private readonly ILookup<Type, IErrorClassificationProvider> _providers;

    public ErrorClassifier(IEnumerable<IErrorClassificationProvider> providers) =>
        // The last registered comes first, as everywhere in dependency injection: a service may overrule what this folder says.
        _providers = providers.Reverse()
            .SelectMany(provider => provider.ExceptionTypes.Select(type => (type, provider)))
            .ToLookup(pair => pair.type, pair => pair.provider);

    public ClassifiedError? Classify(Exception exception, OperationContext context = default)
    {
        if (context.CallerAborted.IsCancellationRequested && Causes(exception).Any(IsSignOfAbort))
        {
            return null;
        }

        var error = Causes(exception).Select(ClassifyOne).FirstOrDefault(found => found is not null) ?? ClassifiedErrors.Unknown;
        var mayHaveSucceeded = !context.IsSafe
            && Causes(exception).Select(cause => cause.GetSideEffects()).FirstOrDefault(effects => effects != SideEffects.Unknown) switch
            {
                SideEffects.None => false,
                SideEffects.Possible => true,
                _ => error.MayHaveSucceeded,
            };
        return error with { MayHaveSucceeded = mayHaveSucceeded };
    }

    // A caller that goes away shows as a cancellation, or as a connection that breaks while its request is still being read.
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
