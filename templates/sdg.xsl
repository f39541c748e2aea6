<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="page[@kind = 'goals']" mode="main">
    <div class="wrap">
      <h1>Sustainable Development Goals</h1>
      <p class="lead">What the social and solidarity economy contributes to each of the seventeen goals.</p>
      <ul class="goals aims">
        <xsl:for-each select="goals/goal">
          <li>
            <a class="goal" href="{@href}">
              <span class="number goal-{@of}"><xsl:value-of select="@number"/></span>
              <span class="label"><xsl:value-of select="@label"/><span class="aim"><xsl:value-of select="@aim"/></span></span>
              <span class="count"><xsl:value-of select="format-number(@count, '#,##0')"/><span class="unseen"> works</span></span>
            </a>
          </li>
        </xsl:for-each>
      </ul>
    </div>
  </xsl:template>

  <xsl:template name="both-listings">
    <div class="columns">
      <xsl:for-each select="listing[@name = 'paper']">
        <xsl:call-template name="listing"><xsl:with-param name="title">Papers</xsl:with-param><xsl:with-param name="none">No paper has been published on this yet.</xsl:with-param></xsl:call-template>
      </xsl:for-each>
      <xsl:for-each select="listing[@name = 'entry']">
        <xsl:call-template name="listing"><xsl:with-param name="title">In the encyclopedia</xsl:with-param><xsl:with-param name="none">No entry speaks of this yet.</xsl:with-param></xsl:call-template>
      </xsl:for-each>
    </div>
  </xsl:template>

  <xsl:template match="page[@kind = 'goal']" mode="main">
    <div class="wrap">
      <p class="kicker"><a href="/sdg">Sustainable Development Goals</a></p>
      <h1 class="goal-heading"><span class="number goal-{@number}"><span class="unseen">Goal </span><xsl:value-of select="@number"/></span><xsl:text> </xsl:text><span><xsl:value-of select="@label"/></span></h1>
      <p class="lead"><xsl:value-of select="@aim"/></p>
      <xsl:call-template name="both-listings"/>
      <section>
        <h2>Targets</h2>
        <ul class="targets">
          <xsl:for-each select="target">
            <li>
              <a href="{@href}"><span class="target-number"><xsl:value-of select="@number"/></span><xsl:text> </xsl:text><span class="label"><xsl:value-of select="."/></span></a>
              <xsl:if test="@count &gt; 0"><span class="count"><xsl:call-template name="number-of"><xsl:with-param name="n" select="@count"/><xsl:with-param name="one">work</xsl:with-param><xsl:with-param name="many">works</xsl:with-param></xsl:call-template></span></xsl:if>
            </li>
          </xsl:for-each>
        </ul>
      </section>
    </div>
  </xsl:template>

  <xsl:template match="page[@kind = 'target']" mode="main">
    <div class="wrap">
      <p class="kicker"><a href="/sdg">Sustainable Development Goals</a> › <a href="{goal/@href}">Goal <xsl:value-of select="goal/@number"/>: <xsl:value-of select="goal/@label"/></a></p>
      <h1 class="goal-heading"><span class="number goal-{goal/@number}"><span class="unseen">Target </span><xsl:value-of select="@number"/></span><xsl:text> </xsl:text><span><xsl:value-of select="@label"/></span></h1>
      <xsl:if test="@aim != @label"><p class="lead"><xsl:value-of select="@aim"/></p></xsl:if>
      <xsl:call-template name="both-listings"/>
      <xsl:if test="indicator">
        <section>
          <h2>Indicators</h2>
          <ul class="targets">
            <xsl:for-each select="indicator"><li><span class="target-number"><xsl:value-of select="@number"/></span><xsl:text> </xsl:text><span class="label"><xsl:value-of select="."/></span></li></xsl:for-each>
          </ul>
        </section>
      </xsl:if>
    </div>
  </xsl:template>
</xsl:stylesheet>
