using System.Reflection;
using AppHost.Tests.Fixtures;
using Xunit.v3;

[assembly: RecentLogsOnFailure]

namespace AppHost.Tests.Fixtures;

/// <summary>Writes the recent logs into the output of a failed test.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class RecentLogsOnFailureAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(RecentLogs.Text);
        }
    }
}
