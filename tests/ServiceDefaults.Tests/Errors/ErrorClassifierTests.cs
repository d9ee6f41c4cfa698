using Microsoft.Extensions.Hosting;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

public sealed class ErrorClassifierTests
{
    [Fact]
    public void Classify_UnregisteredException_IsUnknownAndNotRetried() =>
        Assert.Equal(
            Classification.Error(ErrorCategory.Unknown, 500, mayHaveSucceeded: true),
            Classification.Of(new InvalidOperationException("x")));

    [Fact]
    public void Classify_TextThatSoundsLikeATimeout_IsUnknown() =>
        Assert.Equal(
            ErrorCategory.Unknown,
            Classification.Of(new InvalidOperationException("Timeout: connection does not exist")).Category);

    [Fact]
    public void Classify_DerivedType_IsClassifiedByItsBase() =>
        Assert.Equal(ErrorCategory.Timeout, Classification.Of(new DerivedTimeoutException()).Category);

    [Fact]
    public void Classify_Wrapped_IsClassifiedByTheInnerException()
    {
        var wrapped = new InvalidOperationException(
            "outer", new InvalidOperationException("middle", new TimeoutException()));

        Assert.Equal(ErrorCategory.Timeout, Classification.Of(wrapped).Category);
        Assert.Equal(ErrorCategory.Timeout, Classification.Of(new AggregateException(new TimeoutException())).Category);
    }

    [Fact]
    public void Classify_SafeOperation_CannotHaveSucceeded()
    {
        var error = Classification.Classifier.Classify(new TimeoutException(), new OperationContext(IsSafe: true));

        Assert.Equal(Classification.Error(ErrorCategory.Timeout, 504, 5), Classification.Told(error!));
    }

    [Fact]
    public void Classify_EarlierAttemptMayHaveSucceeded_MayHaveSucceededUnlessSafe()
    {
        var refused = new ResilienceException(ClassifiedErrors.ServiceUnavailable(TimeSpan.FromSeconds(1)));
        Assert.False(Classification.Of(refused).MayHaveSucceeded);

        refused.SetSideEffects(SideEffects.Possible);

        Assert.True(Classification.Of(refused).MayHaveSucceeded);
        Assert.True(Classification.Of(new InvalidOperationException("wrapped", refused)).MayHaveSucceeded);
        Assert.False(Classification.Classifier.Classify(refused, new OperationContext(IsSafe: true))!.MayHaveSucceeded);
    }

    [Fact]
    public void Classify_SideEffects_UsesTheOutermostException()
    {
        var timeout = new TimeoutException();
        timeout.SetSideEffects(SideEffects.Possible);
        Assert.False(Classification.Of(Said(SideEffects.None, timeout)).MayHaveSucceeded);
        Assert.True(Classification.Of(Said(SideEffects.Possible, Said(SideEffects.None, timeout))).MayHaveSucceeded);

        timeout.SetSideEffects(SideEffects.None);
        Assert.False(Classification.Of(timeout).MayHaveSucceeded);

        static InvalidOperationException Said(SideEffects effects, Exception cause)
        {
            var wrapper = new InvalidOperationException("wrapped", cause);
            wrapper.SetSideEffects(effects);
            return wrapper;
        }
    }

    [Fact]
    public void Classify_CancelledByTheCaller_IsNoError()
    {
        var gone = new OperationContext(CallerAborted: new CancellationToken(canceled: true));

        Assert.Null(Classification.Classifier.Classify(new TaskCanceledException(), gone));
        Assert.Null(Classification.Classifier.Classify(new IOException("reset while reading the request"), gone));
        Assert.Null(Classification.Classifier.Classify(
            new InvalidOperationException("wrapped", new OperationCanceledException()), gone));
    }

    [Fact]
    public void Classify_DefectWhileTheCallerCancels_IsStillADefect()
    {
        var error = Classification.Classifier.Classify(
            new InvalidOperationException("x"),
            new OperationContext(CallerAborted: new CancellationToken(canceled: true)));

        Assert.Equal(ErrorCategory.Unknown, error?.Category);
    }

    [Fact]
    public void Classify_CancelledWithoutTheCaller_IsATimeout()
    {
        Assert.Equal(
            Classification.Error(ErrorCategory.Timeout, 504, 5, mayHaveSucceeded: true),
            Classification.Of(new OperationCanceledException()));
        Assert.Equal(
            ErrorCategory.Timeout,
            Classification.Of(new TaskCanceledException("HttpClient.Timeout", new TimeoutException())).Category);
    }

    [Fact]
    public void Classify_AlreadyClassified_KeepsTheClassification()
    {
        var error = ClassifiedErrors.RateLimit(TimeSpan.FromSeconds(7));

        Assert.Equal(
            error with { IsTransient = false },
            Classification.Classifier.Classify(new ResilienceException(error, new TimeoutException())));
        Assert.Equal("The operation failed: rate_limit.", new ResilienceException(error).Message);
    }

    [Fact]
    public void AddErrorClassificationProvider_SameType_TheLastOneIsAskedFirst()
    {
        var classifier = Classification.Create(
            builder => builder.AddErrorClassificationProvider<OnlyDerivedTimeouts>());

        Assert.Equal(ErrorCategory.Conflict, classifier.Classify(new DerivedTimeoutException())?.Category);
        Assert.Equal(ErrorCategory.Timeout, classifier.Classify(new TimeoutException())?.Category);
    }

    [Fact]
    public void AddErrors_Twice_RegistersEachProviderOnce()
    {
        var once = Host.CreateEmptyApplicationBuilder(settings: null).AddErrors();
        var before = once.Services.Count(service => service.ServiceType == typeof(IErrorClassificationProvider));

        once.AddErrors();

        Assert.Equal(
            before, once.Services.Count(service => service.ServiceType == typeof(IErrorClassificationProvider)));
    }

    private sealed class DerivedTimeoutException : TimeoutException;

    private sealed class OnlyDerivedTimeouts : IErrorClassificationProvider
    {
        public IReadOnlyCollection<Type> ExceptionTypes { get; } = [typeof(TimeoutException)];

        public ClassifiedError? Classify(Exception exception) =>
            exception is DerivedTimeoutException ? ClassifiedErrors.Conflict : null;
    }
}
