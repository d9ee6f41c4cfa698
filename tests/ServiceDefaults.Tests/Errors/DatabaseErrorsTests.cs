using System.Data.Common;
using System.Net.Sockets;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.Errors;

public sealed class DatabaseErrorsTests
{
    private static readonly ClassifiedError NotSent = Classification.Error(ErrorCategory.ServiceUnavailable, 503, 10);
    private static readonly ClassifiedError PerhapsDone = Classification.Error(
        ErrorCategory.ServiceUnavailable, 503, 10, mayHaveSucceeded: true);

    [Theory]
    [InlineData("23505")]
    [InlineData("23503")]
    [InlineData("23P01")]
    public void Classify_UniqueOrForeignKeyOrExclusionViolation_IsAConflict(string state) =>
        Assert.Equal(Classification.Error(ErrorCategory.Conflict, 409), Classification.Of(new DatabaseFailure(state)));

    [Theory]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("55P03")]
    [InlineData("53300")]
    [InlineData("53100")]
    public void Classify_SerializationOrLockOrResourceFailure_IsBusy(string state) =>
        Assert.Equal(
            Classification.Error(ErrorCategory.SystemBusy, 503, 5),
            Classification.Of(new DatabaseFailure(state, isTransient: true)));

    [Fact]
    public void Classify_StatementTimeout_IsATimeoutWithoutSideEffects() =>
        Assert.Equal(
            Classification.Error(ErrorCategory.Timeout, 504, 5), Classification.Of(new DatabaseFailure("57014")));

    [Theory]
    [InlineData("08001")]
    [InlineData("08004")]
    [InlineData("57P03")]
    [InlineData("25006")]
    public void Classify_ConnectionRejectedOrReadOnly_IsUnavailable(string state) =>
        Assert.Equal(NotSent, Classification.Of(new DatabaseFailure(state)));

    [Theory]
    [InlineData("08006")]
    [InlineData("08007")]
    [InlineData("57P01")]
    [InlineData("57P02")]
    public void Classify_ConnectionLost_MayHaveCommitted(string state) =>
        Assert.Equal(PerhapsDone, Classification.Of(new DatabaseFailure(state)));

    [Theory]
    [InlineData("22001", 400)]
    [InlineData("22P02", 400)]
    [InlineData("23502", 422)]
    [InlineData("23514", 422)]
    public void Classify_ValueCannotBeStored_IsBusiness(string state, int status) =>
        Assert.Equal(
            Classification.Error(ErrorCategory.BusinessLogic, status), Classification.Of(new DatabaseFailure(state)));

    [Theory]
    [InlineData("42P01")]
    [InlineData("42703")]
    [InlineData("28P01")]
    [InlineData("3D000")]
    [InlineData("XX000")]
    public void Classify_RelationDoesNotExist_IsADefectAndNotNotFound(string state) =>
        Assert.Equal(ClassifiedErrors.Unknown, Classification.Of(new DatabaseFailure(state)));

    [Fact]
    public void Classify_DriverCallsItTransient_IsUnavailable()
    {
        Assert.Equal(PerhapsDone, Classification.Of(new DatabaseFailure("58030", isTransient: true)));
        Assert.Equal(PerhapsDone, Classification.Of(new DatabaseFailure(null, isTransient: true)));
    }

    [Fact]
    public void Classify_NoState_IsClassifiedByTheCause()
    {
        Assert.Equal(NotSent, Classification.Of(
            new DatabaseFailure(null, isTransient: true, new SocketException((int)SocketError.ConnectionRefused))));
        Assert.Equal(PerhapsDone, Classification.Of(
            new DatabaseFailure(null, isTransient: true, new SocketException((int)SocketError.ConnectionReset))));
        Assert.Equal(
            Classification.Error(ErrorCategory.Timeout, 504, 5, mayHaveSucceeded: true),
            Classification.Of(new DatabaseFailure(null, isTransient: true, new TimeoutException())));
    }

    [Fact]
    public void Classify_NoStateAndNotTransient_ClassifiesTheInnerException()
    {
        Assert.Equal(ClassifiedErrors.Unknown, Classification.Of(new DatabaseFailure(null)));
        Assert.Equal(
            ClassifiedErrors.Conflict,
            Classification.Of(new DatabaseFailure("", inner: new ResilienceException(ClassifiedErrors.Conflict))));
    }

    internal sealed class DatabaseFailure(string? state, bool isTransient = false, Exception? inner = null)
        : DbException("x", inner)
    {
        public override string? SqlState => state;

        public override bool IsTransient => isTransient;
    }
}
